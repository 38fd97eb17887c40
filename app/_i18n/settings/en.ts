import type { SettingTable, SettingWords } from './words.ts'

const account: Record<'token' | 'apiRoot' | 'mode' | 'dm' | 'allowFrom' | 'groups', SettingWords> = {
  token: { name: 'Bot token' },
  apiRoot: { name: 'Bot API server' },
  mode: { name: 'How messages come', options: { polling: 'It asks for them', webhook: 'It is called' } },
  dm: {
    name: 'Who may write directly',
    options: {
      pairing: 'Strangers get a code for you',
      allowlist: 'Only those who were let in',
      open: 'Anybody',
      disabled: 'Nobody',
    },
  },
  allowFrom: { name: 'Guests without a code' },
  groups: {
    name: 'Answers in groups',
    options: { mention: 'Where it is mentioned', always: 'Always', off: 'Never' },
  },
}

const under = (path: string, words: Readonly<Record<string, SettingWords>>): SettingTable =>
  Object.fromEntries(Object.entries(words).map(([key, value]) => [`${path}/${key}`, value]))

/** The English names of the settings; what they mean is said by the schema. */
export const settingNames: SettingTable = {
  'owner/name': { name: 'Your name' },
  'owner/timeZone': { name: 'Time zone' },
  'gateway/port': { name: 'Port' },
  'gateway/tailscale/mode': { name: 'Tailscale', options: { off: 'Off', serve: 'Serve the tailnet' } },
  'gateway/hooks/publicHost': { name: 'Public host name for webhooks' },
  'models/main': { name: 'Main model' },
  'models/fallback': { name: 'Fallback models' },
  'models/fallbackForChosen': { name: 'Fall back for chosen models, too' },
  'models/local': { name: 'Local model' },
  'models/strongest': { name: 'Strongest model' },
  'models/dailyCapUsd': { name: 'Daily limit' },
  'providers/*/api': { name: 'Interface' },
  'providers/*/apiKey': { name: 'API key' },
  'providers/*/apiKeys': { name: 'Further API keys' },
  'providers/*/baseUrl': { name: 'Address' },
  'providers/*/headers': { name: 'Extra headers' },
  'providers/*/input': {
    name: 'What its models take',
    options: { image: 'Pictures', pdf: 'PDFs', audio: 'Sound' },
  },
  'providers/*/contextTokens': { name: 'Context window' },
  'providers/*/reasoning': {
    name: 'Thinking',
    options: { none: 'None', low: 'A little', medium: 'Some', high: 'Much' },
  },
  'agents/instances': { name: 'Agent processes' },
  ...under('agents/list/*', {
    name: { name: 'Name' },
    model: { name: 'Model of its own' },
    instructions: { name: 'Instructions' },
  }),
  ...under('agents/defaults/sandbox', {
    mode: {
      name: 'Who works inside',
      options: { off: 'Nobody', 'non-main': 'Other people’s conversations', all: 'All conversations' },
    },
    scope: {
      name: 'Containers',
      options: { session: 'One for each conversation', agent: 'One for each assistant' },
    },
    workspaceAccess: {
      name: 'Your workspace',
      options: { none: 'Not seen', ro: 'Can be read', rw: 'Can be changed' },
    },
    autoBuild: { name: 'Build the image when needed' },
    spare: { name: 'Keep a spare container' },
    memoryMb: { name: 'Memory' },
    cpus: { name: 'Processors' },
    processes: { name: 'Processes' },
    openFiles: { name: 'Open files' },
    diskMb: { name: 'Files' },
    tmpMb: { name: 'Size of /tmp' },
    freeDiskMb: { name: 'Disk space left alone' },
    idleHours: { name: 'Stop when idle for' },
    keepDays: { name: 'Remove when idle for' },
    socket: { name: 'Engine socket' },
    runtime: { name: 'Container runtime' },
  }),
  'tools/exec/mode': {
    name: 'Commands on this machine',
    options: { ask: 'Ask me first', allow: 'Run without asking', deny: 'Never run' },
  },
  'tools/exec/allow': { name: 'Commands that run unasked' },
  'media/maxBytes': { name: 'Largest file' },
  'media/totalBytes': { name: 'All files together' },
  'media/days': { name: 'Files are kept for' },
  ...under('channels/*', account),
  ...under('channels/*/accounts/*', account),
  'hooks/*/secret': { name: 'Secret' },
  'hooks/*/auth': { name: 'How the sender proves it' },
}
