/** The ways through the panel: its pages, and how they are grouped. */
export const nav = {
  nav: {
    label: 'Pages',
    more: 'More',
    waiting: '{count, plural, one {# waits for you} other {# wait for you}}',
    assistant: 'Assistant',
    system: 'System',
  },
  pageName: {
    chat: 'Chat',
    inbox: 'Inbox',
    sessions: 'Conversations',
    channels: 'Channels',
    models: 'Models',
    sandbox: 'Sandbox',
    usage: 'Usage',
    access: 'Access',
    logs: 'Logs',
    audit: 'Audit',
    settings: 'Settings',
  },
}
