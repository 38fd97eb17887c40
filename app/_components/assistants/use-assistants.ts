import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { MAIN_AGENT } from '#protocol/agent.ts'
import { type Answers, useTRPC } from '../../_lib/trpc.ts'

export type Assistant = Answers['models']['list']['agents'][number]

export interface Assistants {
  /** `main` first; undefined until they are known. */
  readonly list: readonly Assistant[] | undefined
  /** Whether there is somebody to choose. */
  readonly areSeveral: boolean
  nameOf(id: string): string
  find(id: string): Assistant | undefined
  /** Whether conversations with it are left though it was taken out of the settings. */
  isGone(id: string): boolean
}

/** The owner's assistants, as the settings have them. */
export function useAssistants(): Assistants {
  const t = useTranslations('assistant')
  const list = useQuery(useTRPC().models.list.queryOptions({})).data?.agents
  const find = (id: string) => list?.find((each) => each.id === id)
  return {
    list,
    areSeveral: (list?.length ?? 0) > 1,
    nameOf: (id) => find(id)?.name ?? (id === MAIN_AGENT ? t('main') : id),
    find,
    isGone: (id) => list !== undefined && find(id) === undefined,
  }
}
