/** Words about the owner's assistants, wherever one of them is named. */
export const assistant = {
  assistant: {
    main: 'Main assistant',
    with: 'With {name}',
    choose: 'Whom to talk with',
    newChat: 'Begin a new conversation with {name}',
    filter: 'Assistant',
    all: 'All assistants',
    gone: 'The assistant “{name}” was removed. The main model answers here now, without its instructions.',
  },
}
