import { randomUUID } from 'node:crypto'
import { findRecentRequest } from '#db/queries/access/pairing.ts'
import type { MeetStranger } from './contract.ts'
import { hasHiddenCharacters } from './look-alike.ts'
import type { Requests } from './requests.ts'

/**
 * A stranger gets one code and hears of it once in its hour; sent away, he hears nothing more until it is
 * over. Who finds the queue full is not noted at all.
 */
export function createMeetStranger(requests: Requests): MeetStranger {
  return (tx, { channel, account, senderId, chatId, name, language }) => {
    const recent = findRecentRequest(tx, { channel, account, senderId }, requests.moment())
    if (recent && recent.state !== 'expired') return { kind: 'silence', reason: 'told-already' }
    const opened = requests.open(tx, {
      id: randomUUID(),
      kind: 'person',
      channel,
      account,
      senderId,
      chatId,
      language,
      name: name.shown,
      hadHidden: hasHiddenCharacters(name.written),
      secretHash: null,
    })
    return opened ? { kind: 'code', code: opened.code } : { kind: 'silence', reason: 'queue-full' }
  }
}
