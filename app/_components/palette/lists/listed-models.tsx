'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Check, Cpu } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { MAIN_AGENT } from '#protocol/agent.ts'
import type { SessionSummary } from '#protocol/sessions.ts'
import { useTRPC, useTRPCClient } from '../../../_lib/trpc.ts'
import { useAssistants } from '../../assistants/use-assistants.ts'
import { PaletteGroup, PaletteItem } from '../palette-item.tsx'
import { rankWords } from '../rank-words.ts'
import type { Choose } from '../use-chosen.ts'

/** Who may answer in this conversation. */
export function ListedModels({
  typed,
  session,
  onChoose,
}: {
  typed: string
  session: SessionSummary | undefined
  onChoose: Choose
}) {
  const t = useTranslations('model')
  const trpc = useTRPC()
  const client = useTRPCClient()
  const queries = useQueryClient()
  const list = useQuery(trpc.models.list.queryOptions({})).data
  const nameOf = (model: string) => (model.startsWith('builtin:') ? t('builtin') : model)
  const { find } = useAssistants()
  const current = session?.model ?? find(session?.agent ?? MAIN_AGENT)?.answers ?? list?.main

  async function use(model: string) {
    await client.models.use.mutate(session ? { model, sessionId: session.id } : { model })
    await queries.invalidateQueries()
  }

  const found = rankWords(list?.models ?? [], typed, ({ reference }) => ({ title: nameOf(reference) }))
  return (
    <PaletteGroup title={session ? t('choose') : t('chooseDefault')}>
      {found.map(({ reference, ready, problem }) => (
        <PaletteItem
          key={reference}
          id={reference}
          icon={reference === current ? Check : Cpu}
          isDisabled={!ready}
          onChoose={() => onChoose(() => use(reference))}
        >
          <span className="block truncate font-mono text-meta">{nameOf(reference)}</span>
          {problem && <span className="block text-fg-3 text-meta">{problem}</span>}
        </PaletteItem>
      ))}
    </PaletteGroup>
  )
}
