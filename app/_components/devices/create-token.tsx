'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import * as z from 'zod'
import type { Scope } from '#protocol/access/principal.ts'
import { useAction } from '../../_lib/use-action.ts'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field, Select, TextInput } from '../ui/field.tsx'
import { ActionProblem } from '../ui/states/action-problem.tsx'
import { PERSON_SCOPES, ScopeChoice } from './scope-choice.tsx'

const madeToken = z.object({ token: z.string() })
/** What a program may do; one that must not speak as the owner gets the last alone. */
const TOKEN_SCOPES: readonly Scope[] = [...PERSON_SCOPES, 'api']
/** The first is for ever. */
const LIFETIMES_DAYS = [0, 30, 90, 365]

/** Asks what a new token is for; then shows it, this once. */
export function CreateToken({ onClose }: { onClose: () => void }) {
  const t = useTranslations('tokens')
  const tDevices = useTranslations('devices')
  const action = useAction()
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<readonly Scope[]>(['read', 'chat'])
  const [days, setDays] = useState(0)
  const [token, setToken] = useState<string | null>(null)

  async function create() {
    const expiry = days === 0 ? {} : { expiresInDays: days }
    const made = await action.run('tokens.create', { name: name.trim(), scopes, ...expiry })
    if (made !== undefined) setToken(madeToken.parse(made).token)
  }

  if (token !== null) {
    return (
      <Dialog
        title={t('madeTitle')}
        onClose={onClose}
        actions={
          <Button tone="primary" onClick={onClose}>
            {t('done')}
          </Button>
        }
      >
        <p>{t('made')}</p>
        <div className="flex items-center gap-2 rounded-control border bg-bg py-1 pr-1 pl-2.5">
          <code className="min-w-0 flex-1 font-mono text-fg text-meta [overflow-wrap:anywhere]">{token}</code>
          <CopyButton text={token} />
        </div>
      </Dialog>
    )
  }
  return (
    <Dialog
      title={t('createTitle')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{tDevices('cancel')}</Button>
          <Button
            tone="primary"
            disabled={action.isBusy || name.trim() === '' || scopes.length === 0}
            onClick={() => void create()}
          >
            {t('create')}
          </Button>
        </>
      }
    >
      <Field label={tDevices('name')}>
        {(id) => <TextInput id={id} value={name} maxLength={100} onChange={setName} />}
      </Field>
      <ScopeChoice value={scopes} onChange={setScopes} offered={TOKEN_SCOPES} />
      <Field label={t('expiry')}>
        {(id) => (
          <Select
            id={id}
            value={days}
            options={LIFETIMES_DAYS.map((count) => ({
              value: count,
              text: count === 0 ? t('never') : t('days', { count }),
            }))}
            onChange={setDays}
          />
        )}
      </Field>
      <ActionProblem code={action.problem} />
    </Dialog>
  )
}
