'use client'

import clsx from 'clsx'
import { useState } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import * as z from 'zod'
import { useMay } from '../../_lib/panel-context.ts'
import type { Answers } from '../../_lib/trpc.ts'
import { useAction } from '../../_lib/use-action.ts'
import { Row } from '../list/row.tsx'
import { Button } from '../ui/button.tsx'
import { useAmounts } from '../usage/amounts.ts'
import { ModelDot } from './model-dot.tsx'
import { dragging } from './order/drag.ts'

type ModelInfo = Answers['models']['list']['models'][number]
type Used = Answers['usage']['breakdown']['models'][number]

const tested = z.object({ durationMs: z.number() })
const BUILTIN = 'builtin:'

/** One model: whether it would answer now, what it costs, and a real question to find out. */
export function ModelRow({
  model,
  isMain,
  isKeyless,
  used,
  onChanged,
}: {
  model: ModelInfo
  isMain: boolean
  /** Its provider wants a key and has none. */
  isKeyless: boolean
  /** What it was asked in the last days; undefined for nothing. */
  used: Used | undefined
  onChanged: () => void
}) {
  const t = useTranslations('models')
  const tError = useTranslations('error')
  const mayAsk = useMay('chat')
  const use = useAction()
  const check = useAction()
  const [answeredMs, setAnsweredMs] = useState<number | null>(null)
  const { reference, ready, local } = model
  const isBuiltin = reference.startsWith(BUILTIN)
  const problem = use.problem ?? check.problem

  async function test() {
    setAnsweredMs(null)
    const result = await check.run('models.test', { model: reference })
    if (result !== undefined) setAnsweredMs(tested.parse(result).durationMs)
    onChanged()
  }

  return (
    <Row
      actions={
        mayAsk && (
          <>
            {ready && !isBuiltin && (
              <Button
                tone="quiet"
                aria-label={t('checkLabel', { model: reference })}
                disabled={check.isBusy}
                onClick={() => void test()}
              >
                {check.isBusy ? t('checking') : t('check')}
              </Button>
            )}
            {!isMain && ready && (
              <Button
                tone="quiet"
                aria-label={t('useLabel', { model: reference })}
                disabled={use.isBusy}
                onClick={() => void use.run('models.use', { model: reference }).then(onChanged)}
              >
                {t('use')}
              </Button>
            )}
          </>
        )
      }
    >
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-ui">
        <ModelDot info={model} />
        <span
          {...(isBuiltin ? {} : dragging(reference))}
          className={clsx('font-medium [overflow-wrap:anywhere]', !isBuiltin && 'font-mono')}
        >
          {isBuiltin ? t('builtin') : reference}
        </span>
        {isMain && <Tag className="bg-accent/12 text-accent">{t('main')}</Tag>}
        {local && !isBuiltin && <Tag className="border text-fg-2">{t('local')}</Tag>}
      </p>
      <Facts model={model} isKeyless={isKeyless} used={used} />
      <p role="status" className="text-meta">
        {problem ? (
          <span className="text-err">
            {t('actionFailed')} {tError(problem)}
          </span>
        ) : (
          answeredMs !== null && (
            <span className="text-ok">{t('answers', { seconds: Math.round(answeredMs / 100) / 10 })}</span>
          )
        )}
      </p>
    </Row>
  )
}

/** Why it would not answer, when it would again, its price, and what it was asked. */
function Facts({ model, isKeyless, used }: { model: ModelInfo; isKeyless: boolean; used: Used | undefined }) {
  const t = useTranslations('models')
  const tError = useTranslations('error')
  const format = useFormatter()
  const { tokens, money } = useAmounts()
  const { price, problem, resting } = model
  return (
    <>
      {problem !== null && <p className="text-fg-2 text-meta">{isKeyless ? t('noKey') : problem}</p>}
      {resting.map(({ code, until }) => (
        <p key={`${code}/${until}`} className="text-meta text-warn">
          {t('resting', {
            time: format.dateTime(until, { hour: 'numeric', minute: '2-digit' }),
            reason: tError(code),
          })}
        </p>
      ))}
      {price && price.input + price.output > 0 && (
        <p className="text-fg-3 text-meta tabular-nums">
          {t('price', { input: money(price.input), output: money(price.output) })}
        </p>
      )}
      {used && (
        <p className="text-fg-3 text-meta tabular-nums">
          {t(used.costUsd === null ? 'used' : 'usedFor', {
            calls: used.calls,
            tokens: tokens(used.inputTokens + used.outputTokens),
            cost: money(used.costUsd ?? 0),
          })}
        </p>
      )}
    </>
  )
}

function Tag({ className, children }: { className: string; children: string }) {
  return (
    <span className={clsx('whitespace-nowrap rounded-chip px-1.5 text-label', className)}>{children}</span>
  )
}
