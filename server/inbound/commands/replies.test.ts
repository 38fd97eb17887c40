import { describe, expect, it } from 'vitest'
import type { Approval } from '#protocol/access/approvals.ts'
import { CHAT_COMMANDS } from '#protocol/chat/commands.ts'
import { approvalOf } from '#testing/approval.ts'
import type { Asked } from './asked.ts'
import { createReply, type ReplyDeps } from './replies.ts'

const OWNERS = CHAT_COMMANDS.filter(({ who }) => who === 'owner')
const WAITING = {
  id: 'approval-1',
  tool: 'exec',
  input: { argv: ['ls'] },
  status: 'allowed',
} as unknown as Approval

/** Stands for everything that a command could reach, and writes down what was reached. */
function record(touched: string[], path: string, waiting: readonly Approval[]): unknown {
  return new Proxy(() => {}, {
    get: (_target, key) => record(touched, path === '' ? String(key) : `${path}.${String(key)}`, waiting),
    apply() {
      touched.push(path)
      return path === 'approvals.listPending' ? waiting : waiting[0]
    },
  })
}

/** What a command reaches that comes from somebody who is taken for `from`. */
async function say(
  text: string,
  from: Asked['from'],
  waiting: readonly Approval[] = [WAITING],
): Promise<{ touched: string[]; answer: string }> {
  const touched: string[] = []
  const reply = createReply(record(touched, '', waiting) as ReplyDeps)
  const asked = { text, from, chatKind: 'direct', channel: 'test', account: 'default', language: 'en' }
  const answer = await reply({ ...asked, senderId: 'x', senderName: 'x', session: {} } as unknown as Asked)
  return { touched, answer }
}

describe('B14: the commands of the owner', () => {
  it.each(OWNERS.flatMap(({ name, aliases }) => [name, ...aliases]))(
    '/%s reaches nothing for a guest',
    async (name) => {
      const { touched, answer } = await say(`/${name} approval-1 always`, 'guest')
      expect(touched).toEqual([])
      expect(answer).toContain('owner of this assistant only')
    },
  )

  it('E8: what is allowed by a word was shown whole, with nothing hidden; what is too long is not', async () => {
    const waits = (argv: string[]) => approvalOf({ id: 'approval-1', tool: 'exec', input: { argv } })
    const tail = ['bash', '-c', `echo ${'ok '.repeat(90)}; rm -r ~`]
    const { answer } = await say('/approve', 'owner', [waits([...tail, 'g\u0456t', '`**Allowed**`'])])
    expect(answer).toContain('; rm -r ~" "g\\u{456}t" " **Allowed** "`')
    const long = waits(['bash', '-c', `echo ${'ok '.repeat(2_000)}; rm -r ~`])
    expect((await say('/approve', 'owner', [long])).answer).toMatch(/… \+\d{4}/)
    expect(await say('/approve approval-1', 'owner', [long])).toEqual({
      touched: ['approvals.listPending'],
      answer: expect.stringContaining('too long to be read here'),
    })
    expect((await say('/deny approval-1', 'owner', [long])).touched).toContain('approvals.resolve')
  })

  it.each(['approve', 'deny'])(
    'the planted bug, a guest who is taken for the owner, is found by /%s',
    async (name) => {
      expect((await say(`/${name} approval-1`, 'owner')).touched).toContain('approvals.resolve')
    },
  )
})
