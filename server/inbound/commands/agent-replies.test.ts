import { expect, it } from 'vitest'
import { summaryOf } from '#testing/session-summary.ts'
import { createAgentReplies } from './agent-replies.ts'
import type { Asked } from './asked.ts'

const MAIN = { id: 'main', name: null, model: null, answers: 'lab:one' }
const RESEARCH = { id: 'research', name: '研究', model: 'lab:two', answers: 'lab:two' }

/** What `/agents` says, and with whom a conversation was begun. */
function ask(wanted: string, from: { channel?: string; language?: 'en' | 'zh'; isAlone?: boolean } = {}) {
  const { channel = 'web', language = 'en', isAlone = false } = from
  const begun: string[] = []
  const replies = createAgentReplies({
    models: { list: () => ({ agents: isAlone ? [MAIN] : [MAIN, RESEARCH] }) },
    sessions: {
      create({ agent }) {
        begun.push(agent)
        return summaryOf('new-one', { agent })
      },
    },
  })
  const said = replies.agents({ channel, language, session: { agent: 'research' } } as Asked, wanted)
  return { said, begun }
}

it('lists the assistants with what answers, and marks the one that is spoken with', () => {
  const { said, begun } = ask('')
  expect(said).toContain('- `main` – lab:one\n- `research` 研究 (here) – lab:two')
  expect(begun).toEqual([])
  expect(ask('', { isAlone: true }).said).toContain('Add others on the Models page')
})

it.each([
  ['research', 'research'],
  ['研究', 'research'],
  ['Main', 'main'],
  // Refused there, with the names of those that there are.
  ['nobody', 'nobody'],
])('begins a conversation with %s', (wanted, agent) => {
  const { said, begun } = ask(wanted, { language: 'zh' })
  expect(begun).toEqual([agent])
  expect(said).toContain('new-one')
})

it('begins none from a chat app, where the main one answers', () => {
  const { said, begun } = ask('research', { channel: 'telegram' })
  expect(begun).toEqual([])
  expect(said).toContain('openclaw chat --agent <id>')
})
