'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Answers } from '../../../_lib/trpc.ts'
import { Select } from '../../ui/field.tsx'
import type { Settings } from '../use-settings.ts'
import { dropping } from './drag.ts'
import { placeAt } from './move.ts'
import { OrderedModel } from './ordered-model.tsx'
import { RoleChoice } from './role-choice.tsx'

type ModelList = Answers['models']['list']

/** Who is asked first and who in its place, put in order by dragging or by buttons; and who "local" and "strongest" are. */
export function ModelOrder({ list, settings }: { list: ModelList; settings: Settings<'models'> }) {
  const t = useTranslations('models')
  const tError = useTranslations('error')
  const { saved = {}, mayChange, isBusy, problem, save } = settings
  const [asked, setAsked] = useState<readonly string[] | null>(null)
  const [said, setSaid] = useState('')
  const fallback = typeof saved.fallback === 'string' ? [saved.fallback] : (saved.fallback ?? [])
  const main = saved.main ?? list.main
  const order = asked ?? [main, ...fallback.filter((name) => name !== main)]
  const others = list.models.filter(({ reference }) => !order.includes(reference) && !isBuiltin(reference))

  async function arrange(next: readonly string[], moved: string) {
    const [first, ...rest] = next
    if (first === undefined) return
    setAsked(next)
    const isSaved = await save({ main: first, fallback: rest.length > 0 ? rest : undefined })
    setAsked(null)
    const place = next.indexOf(moved)
    if (isSaved)
      setSaid(place < 0 ? t('gone', { model: moved }) : t('moved', { model: moved, place: place + 1 }))
  }

  return (
    <div className="flex flex-col gap-3">
      <ol className="divide-y rounded-card border bg-surface" aria-busy={isBusy}>
        {order.map((model, place) => (
          <OrderedModel
            key={model}
            model={model}
            place={place}
            count={order.length}
            info={list.models.find(({ reference }) => reference === (place === 0 ? list.main : model))}
            isAutomatic={place === 0 && saved.main === undefined && asked === null}
            isFixed={!mayChange || isBusy}
            onMove={(name, to) => void arrange(placeAt(order, name, to), name)}
            onRemove={() =>
              void arrange(
                order.filter((name) => name !== model),
                model,
              )
            }
          />
        ))}
      </ol>
      {mayChange && others.length > 0 && (
        <div {...dropping((name) => void arrange(placeAt(order, name, order.length), name))}>
          <Select
            aria-label={t('addFallback')}
            value=""
            disabled={isBusy}
            options={[
              { value: '', text: t('addFallback') },
              ...others.map(({ reference }) => ({ value: reference, text: reference })),
            ]}
            onChange={(model) => void arrange([...order, model], model)}
          />
        </div>
      )}
      <div className="grid gap-3 sm:grid-cols-2">
        <RoleChoice
          part="local"
          value={saved.local}
          options={list.models.filter((model) => model.local && !isBuiltin(model.reference))}
          isFixed={!mayChange || isBusy}
          onChoose={(model) => void save({ local: model })}
        />
        <RoleChoice
          part="strongest"
          value={saved.strongest}
          options={list.models.filter((model) => !isBuiltin(model.reference))}
          isFixed={!mayChange || isBusy}
          onChoose={(model) => void save({ strongest: model })}
        />
      </div>
      <p role="status" className="text-meta">
        {problem ? (
          <span className="text-err">
            {t('actionFailed')} {tError(problem)}
          </span>
        ) : (
          <span className="sr-only">{said}</span>
        )}
      </p>
    </div>
  )
}

const isBuiltin = (model: string): boolean => model.startsWith('builtin:')
