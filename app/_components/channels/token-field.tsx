'use client'

import { useId, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Problem } from '../../_lib/gateway/problem.ts'
import { Button } from '../ui/button.tsx'
import { Field, SecretInput } from '../ui/field.tsx'

/** Where a bot token goes: asked about as soon as it is pasted, and never shown. */
export function TokenField({
  isBusy,
  isReady,
  problem,
  onToken,
}: {
  isBusy: boolean
  /** Whether everything else is there. */
  isReady: boolean
  /** Why the last one was not taken. */
  problem: Problem | null
  onToken: (token: string) => void
}) {
  const t = useTranslations('connect')
  const tError = useTranslations('error')
  const noteId = useId()
  const [token, setToken] = useState('')
  const problems: Partial<Record<Problem, string>> = {
    bad_request: t('unknown'),
    conflict: t('twin'),
    channel_unavailable: t('unreachable'),
  }

  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        if (token.trim() !== '' && isReady && !isBusy) onToken(token.trim())
      }}
    >
      <Field label={t('token')}>
        {(id) => (
          <div className="flex flex-wrap gap-2">
            <SecretInput
              id={id}
              value={token}
              maxLength={1_000}
              aria-invalid={problem !== null}
              aria-describedby={noteId}
              className="min-w-0 flex-1 basis-56"
              onChange={setToken}
              onPaste={(event) => {
                const pasted = event.clipboardData.getData('text').trim()
                if (token !== '' || pasted === '' || !isReady || isBusy) return
                event.preventDefault()
                setToken(pasted)
                onToken(pasted)
              }}
            />
            <Button
              type="submit"
              tone="primary"
              className="flex-auto md:flex-none"
              disabled={token.trim() === '' || !isReady || isBusy}
            >
              {isBusy ? t('checking') : t('check')}
            </Button>
          </div>
        )}
      </Field>
      <p
        id={noteId}
        role={problem ? 'alert' : undefined}
        className={problem ? 'text-err' : 'text-fg-3 text-meta'}
      >
        {problem ? (problems[problem] ?? tError(problem)) : t('tokenHint')}
      </p>
    </form>
  )
}
