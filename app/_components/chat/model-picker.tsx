'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ChevronDown, Cpu, KeyRound, Lock } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { MAIN_AGENT } from '#protocol/agent.ts'
import type { SessionSummary } from '#protocol/sessions.ts'
import { problemOf } from '../../_lib/gateway/problem.ts'
import { useTRPC } from '../../_lib/trpc.ts'
import { useAssistants } from '../assistants/use-assistants.ts'
import { useNewAssistant } from '../assistants/use-new-assistant.ts'
import { Callout } from '../ui/callout.tsx'
import { Menu, MenuChoice, MenuItem, MenuSeparator } from '../ui/menu.tsx'

const isBuiltin = (model: string): boolean => model.startsWith('builtin:')

/** Which model answers here, and the choice of another. */
export function ModelPicker({ session }: { session: SessionSummary | undefined }) {
  const t = useTranslations('model')
  const tError = useTranslations('error')
  const router = useRouter()
  const trpc = useTRPC()
  const queries = useQueryClient()
  const list = useQuery(trpc.models.list.queryOptions({})).data
  const use = useMutation(
    trpc.models.use.mutationOptions({ onSettled: () => void queries.invalidateQueries() }),
  )
  const { find } = useAssistants()
  const { id: newAgent } = useNewAssistant()
  if (!list) return null
  const agent = session?.agent ?? newAgent
  const current = session?.model ?? find(agent)?.answers ?? list.main
  // A phone has no room for the vendor.
  const vendorEnd = current.indexOf(':') + 1
  const name = (model: string) => (isBuiltin(model) ? t('builtin') : model)
  // What is chosen before a conversation is there counts for all of the main assistant's.
  if (!session && agent !== MAIN_AGENT) {
    return <span className="truncate px-2 font-mono text-fg-2 text-meta">{name(current)}</span>
  }
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={`${t('choose')}: ${name(current)}`}
          className="flex min-h-11 min-w-0 max-w-full items-center gap-1.5 rounded-control px-2 text-fg-2 text-meta hover:bg-raised hover:text-fg md:min-h-8"
        >
          <Cpu size={14} className="shrink-0" aria-hidden="true" />
          {isBuiltin(current) ? (
            <>
              <span className="truncate max-sm:hidden">{t('builtin')}</span>
              <span className="sm:hidden">{t('builtinShort')}</span>
            </>
          ) : (
            <span className="truncate font-mono">
              <span className="max-sm:hidden">{current.slice(0, vendorEnd)}</span>
              {current.slice(vendorEnd)}
            </span>
          )}
          <ChevronDown size={14} className="shrink-0" aria-hidden="true" />
        </button>
      }
    >
      <MenuChoice
        label={session ? t('choose') : t('chooseDefault')}
        value={current}
        onChange={(model) => use.mutate(session ? { model, sessionId: session.id } : { model })}
        options={list.models.map((model) => ({
          value: model.reference,
          disabled: !model.ready,
          content: (
            <ModelOption
              name={name(model.reference)}
              note={
                model.ready
                  ? model.local && !isBuiltin(model.reference)
                    ? t('local')
                    : null
                  : t('unavailable')
              }
              isPrivate={model.local}
              problem={model.problem}
            />
          ),
        }))}
      />
      {use.error && (
        <Callout tone="error" className="m-1">
          {t('failed')} {tError(problemOf(use.error))}
        </Callout>
      )}
      {list.warnings.map((warning) => (
        <Callout key={warning} tone="warn" className="m-1">
          {warning}
        </Callout>
      ))}
      {isBuiltin(current) && (
        <Callout tone="neutral" className="m-1 text-fg-2">
          {t('builtinHint')}
        </Callout>
      )}
      <MenuSeparator />
      <MenuItem icon={<KeyRound size={14} />} onSelect={() => router.push('/models')}>
        {t('manage')}
      </MenuItem>
    </Menu>
  )
}

function ModelOption({
  name,
  note,
  isPrivate,
  problem,
}: {
  name: string
  note: string | null
  /** It runs here, so that it may read what is for this machine only. */
  isPrivate: boolean
  problem: string | null
}) {
  const t = useTranslations('chat')
  return (
    <span className="min-w-0 flex-1">
      <span className="flex justify-between gap-3">
        <span className="truncate font-mono text-meta">{name}</span>
        <span className="flex shrink-0 items-center gap-1.5 text-fg-3 text-meta">
          {note}
          {isPrivate && <Lock size={12} role="img" aria-label={t('privateModel')} />}
        </span>
      </span>
      {problem && <span className="block text-fg-3 text-meta">{problem}</span>}
    </span>
  )
}
