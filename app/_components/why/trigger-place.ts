import { useTranslations } from 'use-intl'
import { DEFAULT_ACCOUNT } from '#protocol/access/pairing.ts'
import { useChannelName } from '../inbox/channel-name.ts'

/** Where the words came from that an answer answers. */
export function useTriggerPlace(): (channel: string | null) => string {
  const t = useTranslations('why')
  const channelName = useChannelName()
  return (channel) => {
    switch (channel) {
      case null:
        return t('removed')
      case 'web':
      case 'cli':
      case 'cron':
      case 'session':
      case 'hook':
      case 'api':
        return t(channel)
      default:
        return channelName(channel, DEFAULT_ACCOUNT)
    }
  }
}
