/** Words of the part of the Models page in which assistants are kept. */
export const assistants = {
  assistantsPage: {
    title: 'Assistants',
    hint: 'Each has conversations of its own, and can have a model and instructions of its own. Chat apps and programs are always with the main one.',
    asMain: 'Main model: {model}',
    builtin: 'built-in',
    modelOf: 'Model of {name}',
    talk: 'New conversation with {name}',
    edit: 'Name and instructions of {name}',
    removeLabel: 'Remove {name}',
    add: 'Add an assistant',
    addTitle: 'Add an assistant',
    editTitle: 'Name and instructions of {name}',
    name: 'Name',
    instructions: 'Instructions',
    instructionsExample: 'Name your sources. Keep answers under five sentences.',
    instructionsHint:
      'Told before every answer in your own conversations with it. Other people never get them.',
    idHint: 'In a terminal:',
    save: 'Save',
    cancel: 'Cancel',
    remove: 'Remove',
    removeTitle: 'Remove {name}?',
    removeExplain: 'Its model and its instructions go from openclaw.json.',
    removeConversations:
      '{count, plural, one {Its conversation stays} other {Its # conversations stay}} and can go on: the main model answers there then.',
  },
}
