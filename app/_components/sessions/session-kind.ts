import { useTranslations } from 'use-intl'
import { DEFAULT_ACCOUNT } from '#protocol/access/pairing.ts'
import { useChannelName } from '../inbox/channel-name.ts'

export const SESSION_KINDS = ['own', 'chat', 'program', 'job'] as const
export type SessionKind = (typeof SESSION_KINDS)[number]

/** What of a routing key (`agent:<agent>:<where>:<whom>`) says where a conversation is held. */
const placeOf = (key: string): { where: string; peer: string } => {
  const [, , where = '', peer = ''] = key.split(':')
  return { where, peer }
}

/** Whose conversation it is: the owner's, somebody's on a chat app, a program's, or a job's. */
export function sessionKind(key: string): SessionKind {
  const { where } = placeOf(key)
  if (['main', 'web', 'cli', 'fork'].includes(where)) return 'own'
  if (where === 'hook' || where === 'api') return 'program'
  return where === 'cron' ? 'job' : 'chat'
}

/** Where a conversation is held, in words. */
export function useSessionPlace(): (key: string) => string {
  const t = useTranslations('sessionsPage')
  const channelName = useChannelName()
  return (key) => {
    const { where, peer } = placeOf(key)
    switch (where) {
      case 'main':
      case 'web':
        return t('panel')
      case 'cli':
        return t('terminal')
      case 'fork':
        return t('copy')
      case 'hook':
      case 'api':
        return t(where)
      case 'cron':
        return t('job')
      default: {
        const channel = channelName(decodeURIComponent(where), DEFAULT_ACCOUNT)
        return t(peer === 'group' ? 'group' : 'direct', { channel })
      }
    }
  }
}
