/** How full the model is, and what a conversation cost. */
export const ring = {
  label: 'Context {share, number, percent} full',
  window: 'In the window',
  tokensOf: '{tokens, number} of {window, number} tokens',
  input: 'Tokens read',
  output: 'Tokens written',
  calls: 'Calls of a model',
  cost: 'Cost',
  noPrice: 'no price known',
  hint: 'Reading, writing and cost of the last {days} days. When the window fills up, older messages are summed up by themselves.',
}
