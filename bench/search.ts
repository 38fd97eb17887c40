import { sessionRow } from '#db/fixtures/session-row.ts'
import { createTempDatabase } from '#db/fixtures/temp-database.ts'
import { searchMessages } from '#db/queries/keeping/search.ts'
import { saveMessage } from '#db/queries/messages.ts'
import { createSession } from '#db/queries/sessions.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import type { Figure } from './figures.ts'

const SESSIONS = 50
const COMMON = ['the', 'and', 'of', 'to', 'plan', 'note', 'meeting', 'today']
const CHINESE = ['今天', '会议', '计划', '北京', '项目', '数据库', '备份', '天气', '我们', '完成']

/** Numbers that look random and are the same in every run. */
function createRandom(seed = 1): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** Messages of 60 words in English, every third with Chinese in it, from a vocabulary of 20,000 words. */
function writeText(random: (below: number) => number, index: number): string {
  const words = Array.from({ length: 60 }, () =>
    random(4) === 0
      ? (COMMON[random(COMMON.length)] ?? '')
      : `word${Math.floor(random(20_000) ** 2 / 20_000)}`,
  )
  if (index % 3 === 0) words.push(Array.from({ length: 30 }, () => CHINESE[random(CHINESE.length)]).join(''))
  return words.join(' ')
}

/** Time of a search among `total` messages, and what the index adds to storing one. Milliseconds. */
export async function measureSearch(total: number, queries: number): Promise<Figure[]> {
  const temp = createTempDatabase()
  const handle = temp.open()
  const { db } = handle
  handle.raw.pragma('synchronous = OFF') // the disk is not what is measured
  const random = createRandom()
  for (let id = 0; id < SESSIONS; id++) {
    const times = { createdAt: id, updatedAt: id }
    createSession(db, sessionRow(`s${id}`, { title: `Session ${id}`, ...times }))
  }
  const insertion: number[] = []
  for (let start = 0; start < total; start += 100) {
    db.transaction((tx) => {
      for (let index = start; index < start + 100; index++) {
        const message: ChatMessage = {
          id: `m${index}`,
          role: 'user',
          parts: [{ type: 'text', text: writeText(random, index) }],
          metadata: { createdAt: index },
        }
        const begun = performance.now()
        saveMessage(tx, `s${random(SESSIONS)}`, message)
        insertion.push(performance.now() - begun)
      }
    })
  }
  const shapes: (() => { text: string; sessionId?: string })[] = [
    () => ({ text: `word${random(20_000)}` }),
    () => ({ text: `the word${random(2_000)}` }),
    () => ({ text: 'the plan' }),
    () => ({ text: 'wo' }),
    () => ({ text: CHINESE[random(CHINESE.length)] ?? '' }),
    () => ({ text: `${CHINESE[random(CHINESE.length)]} word${random(200)}` }),
    () => ({ text: '天' }),
    () => ({ text: 'meeting today', sessionId: `s${random(SESSIONS)}` }),
  ]
  const samples: number[] = []
  for (let run = 0; run < queries; run++) {
    const query = shapes[run % shapes.length]?.() ?? { text: '' }
    const begun = performance.now()
    searchMessages(db, { ...query, limit: 20 })
    samples.push(performance.now() - begun)
  }
  temp.remove()
  return [
    { name: `search among ${total} messages`, unit: 'ms', goal: 50, samples },
    { name: 'storing a message, index included', unit: 'ms', goal: 1, samples: insertion },
  ]
}
