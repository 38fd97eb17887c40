import { MessageSquarePlus } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { MAIN_AGENT } from '#protocol/agent.ts'
import { useOpenSession } from '../../_lib/use-open-session.ts'
import type { Command } from '../palette/command.ts'
import { visible } from '../ui/visible.ts'
import { useAssistants } from './use-assistants.ts'

/** A new conversation with each assistant but the main one, with whom a new conversation is anyway. */
export function useNewChatCommands(): Command[] {
  const t = useTranslations('assistant')
  const openSession = useOpenSession()
  const { list = [], nameOf } = useAssistants()
  return list
    .filter(({ id }) => id !== MAIN_AGENT)
    .map(({ id }) => ({
      id: `new-chat ${id}`,
      group: 'go',
      title: t('newChat', { name: visible(nameOf(id)) }),
      words: id,
      icon: MessageSquarePlus,
      run: () => openSession('new', { agent: id }),
    }))
}
