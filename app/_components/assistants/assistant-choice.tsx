'use client'

import { useTranslations } from 'use-intl'
import { openSession } from '../../_lib/location.ts'
import { Select } from '../ui/field.tsx'
import { SegmentedChoice } from '../ui/segmented-choice.tsx'
import { useAssistants } from './use-assistants.ts'
import { useNewAssistant } from './use-new-assistant.ts'

/** So many can be seen at once. */
const IN_VIEW = 4

/** With whom the new conversation is to be; nothing where there is nobody to choose. */
export function AssistantChoice() {
  const t = useTranslations('assistant')
  const { list = [], areSeveral, nameOf } = useAssistants()
  const { id } = useNewAssistant()
  if (!areSeveral) return null
  const choice = {
    value: id,
    options: list.map((each) => ({ value: each.id, text: nameOf(each.id) })),
    onChange: (agent: string) => openSession('new', { replace: true, agent }),
  }
  return (
    <div className="flex shrink-0 justify-center px-4 pb-2">
      {list.length > IN_VIEW ? (
        <Select {...choice} aria-label={t('choose')} className="w-auto! max-w-full pr-8!" />
      ) : (
        <SegmentedChoice {...choice} label={t('choose')} />
      )}
    </div>
  )
}
