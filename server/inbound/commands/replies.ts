import { CHAT_COMMANDS, type ChatCommand, type ChatCommandName } from '#protocol/chat/commands.ts'
import { phraseError } from '#protocol/chat/error-words.ts'
import { AppError } from '#protocol/errors.ts'
import { type AgentDeps, createAgentReplies } from './agent-replies.ts'
import type { Approvals } from './approval-replies.ts'
import { createApprovalReplies } from './approval-replies.ts'
import type { Asked, Reply } from './asked.ts'
import { say } from './asked.ts'
import { createModelReplies, type ModelDeps } from './model-replies.ts'
import { findCommand, parseCommand } from './parse.ts'
import { createRecordReplies, type RecordDeps } from './record-replies.ts'

export interface ReplyDeps extends Omit<ModelDeps & RecordDeps & AgentDeps, 'models' | 'sessions'> {
  readonly models: ModelDeps['models']
  readonly sessions: RecordDeps['sessions'] & AgentDeps['sessions']
  readonly approvals: Approvals
  /** Ends the running answer of a session; false where nothing runs. */
  readonly stopRun: (sessionId: string) => Promise<boolean>
  /** Sums up the older part of a session for the model; tokens before and after. */
  readonly compact: (sessionId: string) => Promise<{ before: number; after: number }>
}

type NamedReply = (asked: Asked, argument: string) => string | Promise<string>

/** What each chat command answers. */
export function createReply(deps: ReplyDeps): Reply {
  const models = createModelReplies(deps)
  const table: Record<ChatCommandName, NamedReply> = {
    help: (asked) => describeCommands(asked),
    ...createRecordReplies(deps),
    ...createAgentReplies(deps),
    ...createApprovalReplies(deps.approvals),
    model: models.model,
    models: models.models,
    async stop(asked) {
      return (await deps.stopRun(asked.session.id))
        ? say(asked, { en: 'Stopped.', zh: '已停止。' })
        : say(asked, {
            en: 'There is nothing to stop: no answer is being made.',
            zh: '现在没有正在生成的回答。',
          })
    },
    async compact(asked) {
      const { before, after } = await deps.compact(asked.session.id)
      if (after >= before) {
        return say(asked, { en: 'There is nothing to sum up yet.', zh: '目前还没有需要压缩的内容。' })
      }
      return say(asked, {
        en: `Summed up: about ${before} tokens became ${after}. The conversation itself stays as it is.`,
        zh: `已压缩：约 ${before} 个 token 变为 ${after} 个。对话内容本身保持不变。`,
      })
    },
  }

  async function reply(asked: Asked): Promise<string> {
    const parsed = parseCommand(asked.text)
    if (!parsed) return models.switchModel(asked)
    if (parsed.kind === 'escaped') return ''
    if (parsed.kind === 'unknown') return describeUnknown(asked, parsed)
    return refuse(asked, findCommand(parsed.name)) ?? table[parsed.name](asked, parsed.argument)
  }

  return async (asked) => {
    try {
      return await reply(asked)
    } catch (cause) {
      if (!(cause instanceof AppError) || cause.code === 'internal') throw cause
      const { en, zh } = phraseError(cause)
      return say(asked, { en, zh: `没有成功：${zh}` })
    }
  }
}

const mayUse = (asked: Asked, command: ChatCommand): boolean =>
  (asked.from === 'owner' || command.who === 'anyone') && (asked.chatKind === 'direct' || command.inGroups)

function refuse(asked: Asked, command: ChatCommand): string | undefined {
  if (mayUse(asked, command)) return undefined
  const inChinese = command.aliases[0] ?? command.name
  if (asked.from !== 'owner' && command.who === 'owner') {
    return say(asked, {
      en: `/${command.name} is for the owner of this assistant only.`,
      zh: `/${inChinese} 只有这个助手的主人可以使用。`,
    })
  }
  return say(asked, {
    en: `/${command.name} is answered in a direct chat only, not where others read along.`,
    zh: `/${inChinese} 只能在私聊中使用。`,
  })
}

function describeCommands(asked: Asked): string {
  const lines = CHAT_COMMANDS.filter((command) => mayUse(asked, command)).map((command: ChatCommand) => {
    const alias = asked.language === 'zh' ? command.aliases[0] : undefined
    const name = alias ? `/${alias}（/${command.name}）` : `/${command.name}`
    const argument = command.argument ? ` ${command.argument[asked.language]}` : ''
    return `- \`${name}${argument}\` ${command.summary[asked.language]}`
  })
  return [
    ...lines,
    '',
    say(asked, {
      en: 'Two slashes send a message that begins with one: `//like this`.',
      zh: '以两个斜杠开头可以发送以斜杠开头的普通消息：`//像这样`。',
    }),
  ].join('\n')
}

function describeUnknown(
  asked: Asked,
  { typed, nearest }: { typed: string; nearest: string | null },
): string {
  return say(asked, {
    en: `There is no command /${typed}.${nearest ? ` Did you mean /${nearest}?` : ''} /help lists them; //${typed} sends it as a message.`,
    zh: `没有 /${typed} 这个命令。${nearest ? `你是想用 /${nearest} 吗？` : ''}/帮助 会列出所有命令；//${typed} 会把它当作普通消息发送。`,
  })
}
