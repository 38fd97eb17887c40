import { sayFinding } from '#protocol/config/findings/words.ts'
import type { SessionSummary } from '#protocol/sessions.ts'
import { isOwnChannel } from '../../own-channels.ts'
import type { StatusReport } from '../../status/contract.ts'
import { type Asked, say } from './asked.ts'

interface Spent {
  readonly calls: number
  readonly inputTokens: number
  readonly outputTokens: number
  /** Null where a model's price is not known. */
  readonly costUsd: number | null
}

export interface RecordDeps {
  readonly status: () => StatusReport
  /** Days by their local date, with the cap of one day. */
  readonly usage: () => {
    readonly days: readonly (Spent & { readonly day: string })[]
    readonly cap: { readonly dailyUsd: number | null; readonly spentUsd: number }
  }
  readonly models: { modelOf(session: Asked['session']): string }
  readonly sessions: {
    list(): SessionSummary[]
    /** With the agent of the conversation that it is made `beside`. */
    create(input: { title?: string | undefined; channel: 'web' | 'cli'; beside: string }): SessionSummary
    /** From here on the model sees nothing of what was said; the conversation keeps it. */
    reset(sessionId: string): SessionSummary
  }
  readonly isRunning: (sessionId: string) => boolean
}

const SHOWN_SESSIONS = 10

const NOTHING: Spent = { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 }

const add = (sum: Spent, day: Spent): Spent => ({
  calls: sum.calls + day.calls,
  inputTokens: sum.inputTokens + day.inputTokens,
  outputTokens: sum.outputTokens + day.outputTokens,
  costUsd: (sum.costUsd ?? 0) + (day.costUsd ?? 0),
})

const dollars = (amount: number | null): string => (amount ?? 0).toFixed(2)

/** `/status`, `/new`, `/sessions`, `/usage`, `/whoami`: from the gateway's own records. */
export function createRecordReplies({ status, usage, models, sessions, isRunning }: RecordDeps) {
  return {
    status(asked: Asked): string {
      const busy = isRunning(asked.session.id)
      const here = say(asked, {
        en: busy ? 'An answer is being made here.' : 'Nothing is being worked at here.',
        zh: busy ? '这里正在生成回答。' : '这里目前空闲。',
      })
      if (asked.from !== 'owner' || asked.chatKind === 'group') return here
      const report = status()
      const { running, waiting, queued } = report.runs
      const minutes = Math.floor(report.uptimeMs / 60_000)
      const model = models.modelOf(asked.session)
      const problems = report.config.findings.map((finding) => `- ${sayFinding(finding, asked.language)}`)
      return [
        here,
        say(asked, {
          en: `OpenClaw ${report.version}, up for ${minutes} min. Model here: ${model}. Agents ready: ${report.agents.ready}/${report.agents.configured}. Answers: ${running} running, ${waiting} waiting for you, ${queued} queued. Approvals waiting: ${report.pendingApprovals}.`,
          zh: `OpenClaw ${report.version}，已运行 ${minutes} 分钟。当前模型：${model}。可用代理：${report.agents.ready}/${report.agents.configured}。回答：${running} 个进行中，${waiting} 个等待你，${queued} 个排队。等待批准：${report.pendingApprovals}。`,
        }),
        ...problems,
      ].join('\n')
    },

    new(asked: Asked, title: string): string {
      if (asked.channel === 'web' || asked.channel === 'cli') {
        const session = sessions.create({
          title: title || undefined,
          channel: asked.channel,
          beside: asked.session.id,
        })
        return say(asked, {
          en: `A new conversation is ready: ${session.title || session.id}. This one stays as it is.`,
          zh: `新的对话已建好：${session.title || session.id}。当前对话保持不变。`,
        })
      }
      sessions.reset(asked.session.id)
      return say(asked, {
        en: 'A fresh start: I no longer look at what was said before.',
        zh: '重新开始：我不再参考之前的内容。',
      })
    },

    sessions(asked: Asked): string {
      const recent = sessions.list().slice(0, SHOWN_SESSIONS)
      const nameless = say(asked, { en: 'without a title', zh: '未命名' })
      const here = say(asked, { en: 'this one', zh: '当前' })
      const lines = recent.map(({ id, title, running }) => {
        const mark = id === asked.session.id ? ` (${here})` : running ? ' …' : ''
        return `- ${title.replace(/\s+/g, ' ') || nameless}${mark}`
      })
      return lines.join('\n')
    },

    usage(asked: Asked): string {
      const { days, cap } = usage()
      const sums = days.reduce(add, NOTHING)
      const used = say(asked, {
        en: `Last 30 days: ${sums.calls} calls, ${sums.inputTokens} tokens in, ${sums.outputTokens} out, about $${dollars(sums.costUsd)}.`,
        zh: `最近 30 天：调用 ${sums.calls} 次，输入 ${sums.inputTokens} token，输出 ${sums.outputTokens} token，约 $${dollars(sums.costUsd)}。`,
      })
      const limit = cap.dailyUsd === null ? '' : ` / $${dollars(cap.dailyUsd)}`
      const today = say(asked, {
        en: `Today: $${dollars(cap.spentUsd)}${limit} for models in the cloud.`,
        zh: `今天：云端模型 $${dollars(cap.spentUsd)}${limit}。`,
      })
      return `${today}\n${used}`
    },

    whoami(asked: Asked): string {
      const place = isOwnChannel(asked.channel) ? asked.channel : `${asked.channel} (${asked.senderId})`
      return asked.from === 'owner'
        ? say(asked, {
            en: `You are the owner, here through ${place}.`,
            zh: `你是主人，通过 ${place} 连接。`,
          })
        : say(asked, {
            en: `You are a guest${asked.senderName ? ` named ${asked.senderName}` : ''}, here through ${place}.`,
            zh: `你是访客${asked.senderName ? `“${asked.senderName}”` : ''}，通过 ${place} 连接。`,
          })
    },
  }
}
