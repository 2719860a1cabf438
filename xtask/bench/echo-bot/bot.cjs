// An echo bot on Microsoft's Agents SDK, as its README begins, without tokens as the SDK lets local tools call it (no client
// id configured). It is what our own cost is compared with. CommonJS, because NODE_PATH finds the packages.
'use strict'

const express = require('express')
const { AgentApplication } = require('@microsoft/agents-hosting')
const { createAgentRequestHandler } = require('@microsoft/agents-hosting-express')

const agent = new AgentApplication()
agent.onActivity('message', async (context) => {
  await context.sendActivity(`Echo: ${context.activity.text}`)
})

// Not the SDK's `startServer`: that one listens on all interfaces.
const app = express()
app.use(express.json())
app.post('/api/messages', createAgentRequestHandler(agent))
const server = app.listen(0, '127.0.0.1', () => {
  console.log(`echo bot is serving on http://127.0.0.1:${server.address().port}`)
})

// Whoever started it holds the other end: it never outlives them.
process.stdin.on('end', () => process.exit(0)).resume()
