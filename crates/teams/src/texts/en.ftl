# Every sentence that is shown. Plain and short. An "agent" is a human, the "assistant" is the program.

## Words that can be typed (separated by |; width and case do not matter)
command-help = help|how to use|usage|commands
command-person = talk to a person|talk to person|talk to a human|talk to someone|talk to an agent|speak to a person|speak to an agent|person|human|agent
command-my-inquiries = my inquiries|my inquiry|my questions|my tickets
command-connect = connect
# What the buttons of the card say. Written in the thread by an agent, it does not go to the requester.
command-button = close|close it|close this|close ticket|close the ticket|accept|accept ticket|hand back|hand back to the assistant|wrong|the assistant was wrong|the assistant is wrong

## Welcome and help
welcome-title = This is the help desk. How can we help?
welcome-ask = Just write your question. I answer from the FAQ.
welcome-person = If I do not know, or when you write "talk to a person", a person takes over.
welcome-help = Write "help" to see what you can do.
welcome-summary = The help desk is ready
help-title = What you can do
help-ask = The assistant, a program and not a person, answers from the FAQ. Just write your question. In group chats and channels, mention the help desk with @.
help-person = "talk to a person": a person takes over.
help-inquiries = "my inquiries": shows what you have asked.
help-connect = "connect TEAM": ties this channel to a team (for admins).
help-summary = What the help desk can do

## Answers
language-ja = Japanese
language-en = English
answer-source = Source: FAQ "{ $title }"
answer-since = Last updated
answer-in-language = This answer is in { $language }.
answer-helpful = Helpful
answer-not-helpful = Not helpful
answer-person = Talk to a person
answer-rated-helpful = You found this helpful. Thank you.
answer-rated-unhelpful = You did not find this helpful. Thank you, we will improve it.
candidates-title = Is one of these what you are looking for?
candidates-choose = Show this
candidates-in-language = In { $language }
candidates-summary = I found some candidates
unknown-title = I could not find an answer to this.
unknown-body = Try other words, or talk to a person.
unknown-handed = Your request for a person was received.
courtesy-greeting = Hello. What can I help you with?
courtesy-thanks = You are welcome. Just ask if there is anything else.
courtesy-acknowledgement = All right. Just ask if there is anything else.
courtesy-unclear = Could you tell me a little more about what you mean?

## Tickets
ticket-title = Ticket #{ $number }
ticket-team = Team: { $team }
ticket-requester = Requester: { $requester }
ticket-state-queued = Waiting for somebody
ticket-state-assigned = In progress: { $agent }
ticket-state-handed-back = Handed back to the assistant: { $agent }
ticket-state-left = Passed on to { $team }. It goes on in their thread.
ticket-state-closed = Closed: { $agent }
ticket-priority-low = Priority: low
ticket-priority-normal = Priority: normal
ticket-priority-high = Priority: high
ticket-priority-urgent = Priority: urgent
ticket-reminded = Still waiting. Reminders sent: { $reminded }
ticket-question = Question
ticket-earlier = Other questions of the same day (not what this ticket is about)
ticket-history = What the assistant said
ticket-assistant-wrong = The assistant was wrong
ticket-assistant-was-wrong = Noted: what the assistant said was wrong.
ticket-opened = Opened
ticket-reply-hint = To reply, mention the help desk with @ in this thread. Anything without @ stays among the agents.
ticket-accept = Accept
ticket-assign = Assign
ticket-assign-to = Assign to
ticket-hand-back = Hand back to the assistant
ticket-undo = Undo
ticket-close = Close
ticket-set-priority = Set priority
ticket-priority-choice = Priority
ticket-route = Pass to another team
ticket-route-to = Pass on to
ticket-csat = Satisfaction: { $csat } / 5
priority-low = Low
priority-normal = Normal
priority-high = High
priority-urgent = Urgent

## Ending
ending-title = Ticket #{ $number } is done.
ending-ask = How satisfied are you with the help you got (1 not at all – 5 very)?
ending-not-solved = Not solved
ending-thanks = Satisfaction: { $csat } / 5. Thank you.
ending-reopened = Ticket #{ $number } was opened again.
ending-solved = Solved
ending-summary = Ticket #{ $number } is done
reopen-offer-title = So #{ $number } is not solved yet.
reopen-offer-body = If you reopen it, the agents also read what you have just written. If you mean something else, please write it as a question.
reopen-offer-reopen = Reopen #{ $number }
reopen-offer-summary = Reopen #{ $number }?

## Drafts
draft-title = FAQ draft
draft-relation-new = Proposed as a new FAQ entry.
draft-relation-variant = Looks like another wording of an existing FAQ entry.
draft-relation-correction = Looks like a correction of an existing FAQ entry.
draft-audience-everyone = Who will see it: everyone
draft-audience-chosen = Who will see it: { $groups }
draft-count = Tickets with this question: { $count }
draft-related = The existing FAQ entry
draft-evidence = What it rests on
draft-question = Question
draft-answer = Answer
draft-approve = Publish
draft-approve-as-new = Publish as a new entry
draft-reject = Reject
draft-reason = Reason for rejecting (needed to reject)
draft-merge = Same as existing
draft-merge-to = The FAQ entry that says the same
draft-approved = Published by { $reviewer }.
draft-rejected = Rejected by { $reviewer }.
draft-rejected-reason = Reason: { $reason }
draft-merged = Added as a wording of an existing FAQ entry by { $reviewer }.
draft-withdrawn = The ticket is open again, so this cannot be published now. It comes back for review when the ticket closes.
draft-dropped = Withdrawn because of what was said afterwards. It cannot be published.
draft-undo = Undo
draft-somebody = an agent
draft-summary = A FAQ draft waits for review

## List of inquiries
inquiries-title = Your inquiries
inquiries-assistant = With the assistant
inquiries-queued = Waiting for an agent (#{ $number })
inquiries-assigned = With { $agent } (#{ $number })
inquiries-solved = Solved
inquiries-closed = Done (#{ $number })
inquiries-left = Ended
inquiries-opened = Opened
inquiries-summary = Your inquiries

## Choosing and connecting a team
choose-team-title = Which team shall help you?
choose-team-unsure = { $team } (if unsure)
choose-team-chosen = A team was chosen.
choose-team-summary = Please choose a team
connected = This channel now belongs to the team "{ $team }". New tickets come here.

## Messages that may not have arrived
doubt-title = This message may not have arrived.
refused-title = This message did not arrive.
refused-summary = A message did not arrive
doubt-resend = Send again
doubt-resent = It was sent again.
doubt-summary = A message may not have arrived

## Carried messages
relay-from-agent = { $name } (agent)
relay-from-requester = { $name }
relay-note = Note by { $name } (only agents see it)
name-missing = (no name)
relay-file = The file "{ $name }" was sent. If it does not open, ask the sender to share it.
relay-file-no-link = The file "{ $name }" was sent but cannot be carried here. The sender has been told.
relay-withheld = Something was attached ({ $name }), but Teams does not let me carry it here. The sender has been told.
relay-picture-failed = The picture "{ $name }" was sent but could not be carried here. The sender has been told.
file-nameless = a file
not-carried = The other side did not get what you attached ({ $names }). Please paste a link to it into a message.
relay-cut = (too long: { $count } characters were left out)
relay-empty = (this message was deleted)

## Sentences about a ticket
notice-requested = Your request for a person ({ $team }) was received (#{ $number }).
notice-handed-off = I have passed this to a person ({ $team }). Your ticket is #{ $number }. Please wait here; what you write goes to them.
notice-usual-minutes = { " " }Lately, agents took three of four requests within { $number } minutes.
notice-usual-hours = { " " }Lately, agents took three of four requests within { $number } hours.
notice-accepted = { $agent } is helping you now (#{ $number }). What you write here goes to them.
notice-reassigned = { $agent } is helping you now (#{ $number }).
notice-handed-back = The agent has finished (#{ $number }). From here on the assistant answers.
notice-still-waiting = Sorry for the wait (#{ $number }). I have reminded the team.
notice-nobody-took-it = Nobody has taken #{ $number } yet. Please have a look.
notice-reopened = { $requester } says it is not solved. #{ $number } is open again.
notice-requester-edited = { $requester } has changed or deleted a message (#{ $number }).
notice-unreachable = Messages cannot reach { $requester } (#{ $number }). They have blocked or removed the app.
notice-nothing-learned = Nothing in #{ $number } can be reused in the FAQ.
notice-confidential = #{ $number } is marked confidential in the conversation, so no draft was made from it.
notice-closed-not-carried = #{ $number } is not open any more, so this message was not sent to the requester.
notice-press-the-card = This message was not sent to the requester. To act on #{ $number }, press the buttons of the card at the top of this thread.
notice-not-an-agent = #{ $number } is for the agents of { $team }, so this message was not sent to the requester.
notice-no-channel-yet = Your request (#{ $number }) is recorded. The agents' channel is not set up yet; somebody will get back to you here.
notice-handoff-waits = Your request for a person (#{ $number }) is recorded, but it has not reached the agents' channel yet. You will be told here when it has.
notice-goes-on = Correction: #{ $number } is still with a person ({ $team }). What you write here goes to them.
notice-helped = { $agent } has helped you (#{ $number }).
notice-had-it = { $agent } had taken this (#{ $number }).
notice-went-on = #{ $number } went on with a person ({ $team }) after this.
notice-reopened-since = #{ $number } was opened again after this.
notice-edit-carried = The mention was added by editing: the message goes to the requester as a new reply (#{ $number }).
notice-moved = The earlier thread or channel can no longer be reached, so #{ $number } goes on here.
notice-somebody = An agent

## Other sentences
notice-nothing-to-read = There was no text in that message. Please write your question in words.
notice-went-wrong = Something went wrong on our side, so you get no answer to this. Please send it again, or write "talk to a person": a person takes over.
notice-too-long = That text is too long for me. Please write the main point.
notice-not-an-admin = Only the admins named in the settings can connect a channel.
notice-no-such-team = There is no team of that name.
notice-known-teams = Known names: { $names }
notice-connect-in-channel = To connect, mention the help desk with @ in the agents' channel.
notice-no-ticket-here = There is no ticket in this thread.
notice-ask-first = Please write first what it is about. Then I pass it to a person.
notice-already-with-people = A person knows about this already. Please wait here.
notice-not-learned = All right. Nothing of that conversation goes into the FAQ. If it stands there already, the agents can take it out.
notice-no-inquiries = You have not asked anything yet.

## After pressing a button
word-done = Done.
word-taken-by = { $name } has this ticket already.
word-unchanged = There is nothing to change.
word-not-open = This ticket is not open any more.
word-not-an-agent = Only agents of the team can do this.
word-with-another-team = This ticket is with { $team } now. It goes on with their agents.
word-colleague-not-an-agent = That person is no agent of this team.
word-not-yours = Only the person who asked can do this.
word-missing = I could not find that.
word-withdrawn = This draft was withdrawn, so it cannot be published.
word-reason-needed = Please write why it is rejected.
word-too-late = It is too late to undo this, or things have changed since.
word-reviewed = This draft was reviewed already.
word-changed-since = That FAQ entry has been changed since, so it cannot be undone from here.
word-bad-text = The question or the answer is empty or too long.
word-not-closed = You can say how satisfied you are once the ticket has closed.
word-rated-already = You have rated this already.
word-resent-already = It was sent again already.
word-another-round = This has changed since it was shown. Please look at it again.
word-try-again = That did not work. Please try again.
word-working = Working on it. Please wait a moment.
word-choose-first = Please choose or write something first.
word-bad-action = That was not accepted.
text-cut = (too long: the rest was left out)

## App package
app-name = Madoguchi
app-full-name = Madoguchi help desk
app-description = Answers your questions from the FAQ and brings in a person when needed.
app-full-description = Madoguchi is the help desk of your organisation. Write a question and it answers from the FAQ. When it does not know, or when you ask for it, a person of the right team answers in the same chat. What was solved becomes the next FAQ entry, after a person has reviewed it.
app-command-help = Shows what you can do
app-command-person = Brings in a person
app-command-my-inquiries = Shows what you have asked
app-command-connect = Ties this channel to a team (connect TEAM)
