import type { Db } from '#db/client.ts'
import { listAllowedGroups, listContacts } from '#db/queries/access/contacts.ts'
import { findSessionFacts } from '#db/queries/panel/session-facts.ts'
import type { SessionSummary } from '#protocol/sessions.ts'

type Facts = Pick<SessionSummary, 'unread' | 'peer' | 'context'>

/**
 * What people see of a conversation beside its own row. Made once for a whole list: whom the owner let in is read
 * where the first chat of a platform stands.
 */
export function createSessionFacts(
  db: Db,
  windowOf: (model: string) => number | undefined,
): (session: { id: string; key: string }) => Facts {
  let names: Map<string, string> | undefined

  function peerOf(key: string): string | null {
    const peer = readPeer(key)
    if (!peer) return null
    names ??= readNames(db)
    return names.get(peer) || null
  }

  return ({ id, key }) => {
    const { unread, tokens, model } = findSessionFacts(db, id)
    const window = model === null ? undefined : windowOf(model)
    const context = tokens === null || window === undefined ? null : { tokens, window }
    return { unread, peer: peerOf(key), context }
  }
}

/** `agent:<agent>:<channel>:dm:<sender>` or `…:group:<chat>`: whom it is with, as `<channel>:<kind>:<id>`. */
function readPeer(key: string): string | undefined {
  const [, , channel, kind, id] = key.split(':')
  if ((kind !== 'dm' && kind !== 'group') || channel === undefined || id === undefined) return undefined
  return [channel, kind, id].map(decodeURIComponent).join(':')
}

function readNames(db: Db): Map<string, string> {
  return new Map([
    ...listContacts(db).map(
      ({ channel, senderId, name }) => [`${channel}:dm:${senderId}`, name] satisfies [string, string],
    ),
    ...listAllowedGroups(db).map(
      ({ channel, chatId, name }) => [`${channel}:group:${chatId}`, name] satisfies [string, string],
    ),
  ])
}
