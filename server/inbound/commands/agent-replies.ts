import type { SessionSummary } from '#protocol/sessions.ts'
import type { AgentInfo } from '../../models/contract.ts'
import { type Asked, say } from './asked.ts'

export interface AgentDeps {
  readonly models: { list(): { readonly agents: readonly AgentInfo[] } }
  readonly sessions: { create(input: { channel: 'web' | 'cli'; agent: string }): SessionSummary }
}

/** `/agents`: the owner's assistants, and a conversation with one of them where it can be held. */
export function createAgentReplies({ models, sessions }: AgentDeps) {
  function list(asked: Asked, agents: readonly AgentInfo[]): string {
    const lines = agents.map(({ id, name, answers }) => {
      const here = id === asked.session.agent ? say(asked, { en: ' (here)', zh: '（当前）' }) : ''
      return `- \`${id}\`${name === null ? '' : ` ${name}`}${here} – ${answers}`
    })
    return [
      ...lines,
      '',
      agents.length === 1
        ? say(asked, {
            en: 'Add others on the Models page of the control panel, or under agents.list in openclaw.json.',
            zh: '可以在控制面板的“模型”页，或在 openclaw.json 的 agents.list 里添加其他助手。',
          })
        : say(asked, {
            en: '/agents and an id begins a conversation with one of them, in the control panel or on the command line.',
            zh: '在控制面板或命令行里，用 /助手 加标识可以与其中一个开始新的对话。',
          }),
    ].join('\n')
  }

  return {
    agents(asked: Asked, wanted: string): string {
      const { agents } = models.list()
      if (wanted === '') return list(asked, agents)
      const names = (agent: AgentInfo) => [agent.id, agent.name?.toLowerCase()]
      const id = agents.find((agent) => names(agent).includes(wanted.toLowerCase()))?.id ?? wanted
      if (asked.channel !== 'web' && asked.channel !== 'cli') {
        return say(asked, {
          en: 'Chat apps are with the main assistant. Others answer in the control panel and on the command line: openclaw chat --agent <id>',
          zh: '聊天应用里由主助手回答。其他助手在控制面板和命令行里回答：openclaw chat --agent <标识>',
        })
      }
      const session = sessions.create({ channel: asked.channel, agent: id })
      return say(asked, {
        en: `A new conversation with ${id} is ready: ${session.id}. This one stays as it is.`,
        zh: `与 ${id} 的新对话已建好：${session.id}。当前对话保持不变。`,
      })
    },
  }
}
