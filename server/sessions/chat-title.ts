import type { Db } from '#db/client.ts'
import { listAllowedGroups } from '#db/queries/access/contacts.ts'
import { listGroupSessions, type Session, updateSession } from '#db/queries/sessions.ts'
import { chatSessionKey, type PlatformChat } from './session-key.ts'

type Titles = Pick<Session, 'chatTitle' | 'topicTitle'>

/** A group or a topic of it, and what its platform calls it, as far as it says so: anybody there may choose that. */
export interface GroupTitles extends Pick<PlatformChat, 'channel' | 'chatId' | 'threadId'>, Partial<Titles> {}

/**
 * What a group's conversation is called: by the name under which the owner let the group in, else by its own, and by
 * the topic. Empty where there is none.
 */
export function groupTitle(tx: Db, { channel, chatId }: GroupTitles, titles: Titles): string {
  const given = listAllowedGroups(tx).find((group) => group.channel === channel && group.chatId === chatId)
  return [given?.name || titles.chatTitle, titles.topicTitle].filter(Boolean).join(' › ')
}

/** What is known by a message. It names its topic as that was opened: whoever heard of a later name keeps it. */
export const titlesNow = (chat: Partial<Titles>, known?: Titles): Titles => ({
  chatTitle: chat.chatTitle || known?.chatTitle || '',
  topicTitle: known?.topicTitle || chat.topicTitle || '',
})

/** Calls a conversation as its group is called now; one that the owner named keeps his name. False: nothing is new. */
export function followTitles(
  tx: Db,
  session: Session,
  { group, titles }: { group: GroupTitles; titles: Titles },
) {
  if (titles.chatTitle === session.chatTitle && titles.topicTitle === session.topicTitle) return false
  const isOurs = session.title === groupTitle(tx, group, session)
  const title = isOurs ? groupTitle(tx, group, titles) : session.title
  return updateSession(tx, session.id, { ...titles, title })
}

/** A group, and with it all its topics, or one topic has another name. Returns the conversations that changed. */
export function retitleGroup(tx: Db, group: GroupTitles): string[] {
  const key = chatSessionKey({ ...group, chatKind: 'group', senderId: '' })
  return listGroupSessions(tx, key).flatMap((session) => {
    const { chatTitle = session.chatTitle, topicTitle = session.topicTitle } = group
    return followTitles(tx, session, { group, titles: { chatTitle, topicTitle } }) ? [session.id] : []
  })
}
