# Models on their way out. Each stands here as a `moved` block while its deployment changes
# from in use to retiring (docs/operations/models.md, third part):
#
#   moved {
#     from = module.openai.azurerm_cognitive_deployment.in_use["jpe/gpt-4o-2024-08-06"]
#     to   = module.openai.azurerm_cognitive_deployment.retiring["jpe/gpt-4o-2024-08-06"]
#   }
#
# In an environment that has no such deployment the block does nothing.
