/** Words about what was used: tokens, money, and the daily limit. */
export const usagePage = {
  usagePage: {
    title: 'Usage',
    today: 'Today',
    ofCap: 'of today’s {cap} for models in the cloud',
    noCap: 'No daily limit is set (models.dailyCapUsd).',
    days: 'The last {count, number} days',
    tokens: 'Tokens',
    cost: 'Cost',
    show: 'Show',
    chart: '{what} of each day. The most: {most}, on {day}.',
    nothing: 'Nothing was asked of a model yet',
    nothingHint: 'Tokens and costs of every answer are counted here, by day, model and conversation.',
    models: 'By model',
    sessions: 'By conversation',
    name: 'Name',
    calls: 'Calls',
    input: 'In',
    output: 'Out',
    unknown: 'not known',
    failed: 'The usage could not be loaded.',
  },
}
