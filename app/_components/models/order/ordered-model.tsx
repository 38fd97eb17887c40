'use client'

import { ChevronDown, ChevronUp, GripVertical, X } from 'lucide-react'
import { useTranslations } from 'use-intl'
import type { Answers } from '../../../_lib/trpc.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { ModelDot } from '../model-dot.tsx'
import { dragging, dropping } from './drag.ts'

/** One model of the order: its place, whether it would answer, and the ways to move it. */
export function OrderedModel({
  model,
  place,
  count,
  info,
  isAutomatic,
  isFixed,
  onMove,
  onRemove,
}: {
  model: string
  place: number
  count: number
  /** Undefined for a name that means no model. */
  info: Answers['models']['list']['models'][number] | undefined
  /** It was not named: it is the first that can be asked. */
  isAutomatic: boolean
  isFixed: boolean
  onMove: (model: string, to: number) => void
  onRemove: () => void
}) {
  const t = useTranslations('models')
  const isBuiltin = model.startsWith('builtin:')
  return (
    <li
      className="flex min-h-11 flex-wrap items-center gap-2 px-3 py-1"
      {...(isFixed ? {} : { ...dragging(model), ...dropping((name) => onMove(name, place)) })}
    >
      {!isFixed && (
        <GripVertical size={14} className="shrink-0 cursor-grab text-fg-3 max-sm:hidden" aria-hidden="true" />
      )}
      <span className="w-18 shrink-0 text-fg-2 text-meta sm:w-24">
        {place === 0 ? t('main') : t('fallback', { number: place })}
      </span>
      <ModelDot info={info} />
      <span className="min-w-0 flex-1 basis-32 text-ui [overflow-wrap:anywhere]">
        {isBuiltin ? t('builtin') : <span className="font-mono text-meta">{model}</span>}
        {isAutomatic && <span className="ml-2 text-fg-3 text-meta">{t('automatic')}</span>}
        {info === undefined && model.includes(':') && (
          <span className="ml-2 text-meta text-warn">{t('unknownModel')}</span>
        )}
      </span>
      {!isFixed && count > 1 && (
        <span className="ml-auto flex shrink-0 items-center">
          <IconButton
            label={t('moveUp', { model })}
            disabled={place === 0}
            onClick={() => onMove(model, place - 1)}
          >
            <ChevronUp size={16} />
          </IconButton>
          <IconButton
            label={t('moveDown', { model })}
            disabled={place === count - 1}
            onClick={() => onMove(model, place + 1)}
          >
            <ChevronDown size={16} />
          </IconButton>
          <IconButton label={t('takeOut', { model })} onClick={onRemove}>
            <X size={16} />
          </IconButton>
        </span>
      )}
    </li>
  )
}
