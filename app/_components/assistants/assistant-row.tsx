'use client'

import { MessageSquarePlus, Pencil, Trash2 } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { MAIN_AGENT } from '#protocol/agent.ts'
import type { Answers } from '../../_lib/trpc.ts'
import { useOpenSession } from '../../_lib/use-open-session.ts'
import { Row } from '../list/row.tsx'
import { ModelDot } from '../models/model-dot.tsx'
import { Select } from '../ui/field.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { visible } from '../ui/visible.ts'
import type { AgentEntry } from './use-agent-settings.ts'
import type { Assistant } from './use-assistants.ts'

type ModelInfo = Answers['models']['list']['models'][number]

/** No model is called so. */
const AS_MAIN = ''

/** One assistant: what it is called and told, and the model that answers for it. */
export function AssistantRow({
  assistant,
  name,
  entry,
  models,
  main,
  isFixed,
  onModel,
  onEdit,
  onRemove,
}: {
  assistant: Assistant
  name: string
  entry: AgentEntry | undefined
  models: readonly ModelInfo[]
  main: string
  isFixed: boolean
  onModel: (model: string | undefined) => void
  onEdit: () => void
  onRemove: () => void
}) {
  const t = useTranslations('assistantsPage')
  const openSession = useOpenSession()
  const { id, model, answers } = assistant
  const isMain = id === MAIN_AGENT
  const names = models.map(({ reference }) => reference).filter((each) => !isBuiltin(each))
  const others = model === null || names.includes(model) ? names : [model, ...names]
  return (
    <Row
      actions={
        <>
          <IconButton
            label={t('talk', { name })}
            onClick={() => openSession('new', isMain ? {} : { agent: id })}
          >
            <MessageSquarePlus size={16} />
          </IconButton>
          {!isFixed && (
            <IconButton label={t('edit', { name })} onClick={onEdit}>
              <Pencil size={16} />
            </IconButton>
          )}
          {!isFixed && !isMain && (
            <IconButton label={t('removeLabel', { name })} onClick={onRemove}>
              <Trash2 size={16} />
            </IconButton>
          )}
        </>
      }
    >
      <p className="flex flex-wrap items-baseline gap-x-2 text-ui">
        <span className="font-medium [overflow-wrap:anywhere]">{visible(name)}</span>
        <span className="font-mono text-fg-3 text-meta">{id}</span>
      </p>
      {entry?.instructions !== undefined && (
        <p className="line-clamp-2 text-fg-2 text-meta [overflow-wrap:anywhere]">
          {visible(entry.instructions)}
        </p>
      )}
      <div className="mt-1 flex max-w-100 items-center gap-2">
        <ModelDot info={models.find(({ reference }) => reference === answers)} />
        <Select
          aria-label={t('modelOf', { name })}
          className="text-ellipsis pr-8!"
          value={model ?? AS_MAIN}
          disabled={isFixed}
          options={[
            { value: AS_MAIN, text: t('asMain', { model: isBuiltin(main) ? t('builtin') : main }) },
            ...others.map((value) => ({ value, text: value })),
          ]}
          onChange={(value) => onModel(value === AS_MAIN ? undefined : value)}
        />
      </div>
    </Row>
  )
}

const isBuiltin = (model: string): boolean => model.startsWith('builtin:')
