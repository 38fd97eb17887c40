'use client'

import { useEffect, useId, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { findComposer } from '../composer/find-composer.ts'
import { Button } from '../ui/button.tsx'
import { ModelStep } from './model-step.tsx'
import { PhoneStep } from './phone-step.tsx'
import { STEPS } from './use-first-run.ts'
import { YouStep } from './you-step.tsx'

/** The step that is next, and the ways on, back and out. */
export function FirstSteps({ step, go }: { step: number; go: (step: number) => void }) {
  const t = useTranslations('firstRun')
  const titleId = useId()
  const formId = useId()
  const name = STEPS[step] ?? 'phone'
  const isLast = step === STEPS.length - 1
  const section = useRef<HTMLElement>(null)
  const shown = useRef(step)

  // The button that was pressed goes with its step: who came by keyboard goes on in the next one.
  useEffect(() => {
    if (shown.current !== step) section.current?.focus({ preventScroll: true })
    shown.current = step
  }, [step])

  function leave() {
    go(STEPS.length)
    findComposer()?.focus()
  }

  return (
    <section
      ref={section}
      tabIndex={-1}
      aria-labelledby={titleId}
      className="flex w-full max-w-[560px] flex-col gap-4 rounded-dialog border bg-surface p-4 outline-none md:p-5"
    >
      <div className="flex items-baseline justify-between gap-3">
        <h2 id={titleId} className="font-semibold text-section">
          {t(name)}
        </h2>
        <p className="shrink-0 text-fg-2 text-meta tabular-nums">
          {t('step', { step: step + 1, of: STEPS.length })}
        </p>
      </div>
      {name === 'model' && <ModelStep />}
      {name === 'you' && <YouStep formId={formId} onSaved={() => go(step + 1)} />}
      {name === 'phone' && <PhoneStep />}
      <div className="flex flex-wrap items-center gap-2 border-t pt-3">
        <Button tone="quiet" onClick={leave}>
          {t('skipAll')}
        </Button>
        <span className="ml-auto flex gap-2">
          {step > 0 && <Button onClick={() => go(step - 1)}>{t('back')}</Button>}
          {name === 'you' ? (
            <>
              <Button onClick={() => go(step + 1)}>{t('skip')}</Button>
              <Button tone="primary" type="submit" form={formId}>
                {t('next')}
              </Button>
            </>
          ) : (
            <Button onClick={isLast ? leave : () => go(step + 1)}>{t(isLast ? 'done' : 'next')}</Button>
          )}
        </span>
      </div>
    </section>
  )
}
