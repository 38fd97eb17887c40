import type { Phrase } from './language.ts'

/**
 * One chat command. The table below is all there is: the gateway's `/help`, the panel's menu and
 * docs/commands.md are made from it.
 */
export interface ChatCommand {
  /** What follows the slash. */
  readonly name: string
  /** Other names for it, Chinese ones among them. Case does not count. */
  readonly aliases: readonly string[]
  /** How the words behind it are shown; absent where there are none. In square brackets: may be left out. */
  readonly argument?: Phrase
  readonly summary: Phrase
  /** Who may use it. `anyone` is everyone who was let in. */
  readonly who: 'owner' | 'anyone'
  /** Whether it is answered in a group, where others read along. */
  readonly inGroups: boolean
  /** It decides for the owner: the same authority as answering an approval in the panel. */
  readonly decides?: boolean
}

export const CHAT_COMMANDS = [
  {
    name: 'help',
    // What Telegram sends for whoever opens a bot.
    aliases: ['帮助', 'h', 'start', '?', '？'],
    summary: { en: 'Show what you can type here', zh: '显示可以使用的命令' },
    who: 'anyone',
    inGroups: true,
  },
  {
    name: 'status',
    aliases: ['状态'],
    summary: { en: 'Show how things stand', zh: '查看当前状态' },
    who: 'anyone',
    inGroups: true,
  },
  {
    name: 'new',
    aliases: ['新建', '新对话', '新会话'],
    argument: { en: '[title]', zh: '[标题]' },
    summary: { en: 'Start a new conversation', zh: '开始新的对话' },
    who: 'anyone',
    inGroups: false,
  },
  {
    name: 'stop',
    aliases: ['停止', '停'],
    summary: { en: 'Stop the answer that is being made', zh: '停止正在生成的回答' },
    who: 'anyone',
    inGroups: true,
  },
  {
    name: 'model',
    aliases: ['模型'],
    argument: { en: '[name]', zh: '[名称]' },
    summary: {
      en: 'Show the model of this conversation, or switch to another',
      zh: '查看或切换这个对话的模型',
    },
    who: 'owner',
    inGroups: true,
  },
  {
    name: 'models',
    aliases: ['模型列表', '所有模型'],
    summary: { en: 'List the models', zh: '列出可用的模型' },
    who: 'owner',
    inGroups: false,
  },
  {
    name: 'sessions',
    aliases: ['会话', '会话列表', '对话'],
    summary: { en: 'List the recent conversations', zh: '列出最近的对话' },
    who: 'owner',
    inGroups: false,
  },
  {
    name: 'agents',
    aliases: ['助手', '助手列表', 'assistants'],
    argument: { en: '[id]', zh: '[标识]' },
    summary: {
      en: 'List your assistants, or begin a conversation with one',
      zh: '列出你的助手，或与其中一个开始新的对话',
    },
    who: 'owner',
    inGroups: false,
  },
  {
    name: 'usage',
    aliases: ['用量', '费用'],
    summary: { en: 'Show the tokens used and what they cost', zh: '查看用量和费用' },
    who: 'owner',
    inGroups: false,
  },
  {
    name: 'compact',
    aliases: ['压缩'],
    summary: {
      en: 'Sum up the older part of this conversation for the model',
      zh: '为模型压缩这个对话较早的内容',
    },
    who: 'owner',
    inGroups: false,
  },
  {
    name: 'approve',
    aliases: ['批准', '同意', '允许'],
    argument: { en: '<id> [always]', zh: '<编号> [总是]' },
    summary: { en: 'Allow a tool call that waits for you', zh: '允许一个等待批准的操作' },
    who: 'owner',
    inGroups: true,
    decides: true,
  },
  {
    name: 'deny',
    aliases: ['拒绝'],
    argument: { en: '<id>', zh: '<编号>' },
    summary: { en: 'Refuse a tool call that waits for you', zh: '拒绝一个等待批准的操作' },
    who: 'owner',
    inGroups: true,
    decides: true,
  },
  {
    name: 'whoami',
    aliases: ['我是谁'],
    summary: { en: 'Show as whom I know you', zh: '查看我把你当作谁' },
    who: 'anyone',
    inGroups: true,
  },
] as const satisfies readonly ChatCommand[]

export type ChatCommandName = (typeof CHAT_COMMANDS)[number]['name']
