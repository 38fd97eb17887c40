'use client'

import { useId, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useAction } from '../../_lib/use-action.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FIELD, Field } from '../ui/field.tsx'

/** As the gateway takes it: printable, in one piece. */
const KEY = /^[\x21-\x7e]{8,4096}$/

/** Takes a vendor's key; it leaves this page once, and comes back never. */
export function KeyDialog({
  provider,
  title,
  onClose,
}: {
  provider: string
  title: string
  onClose: () => void
}) {
  const t = useTranslations('models')
  const tError = useTranslations('error')
  const formId = useId()
  const action = useAction()
  const [key, setKey] = useState('')
  const isGood = KEY.test(key.trim())

  async function save() {
    if (!isGood) return
    if ((await action.run('models.setKey', { provider, key: key.trim() })) !== undefined) onClose()
  }

  return (
    <Dialog
      title={t('keyTitle', { provider: title })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button tone="primary" type="submit" form={formId} disabled={!isGood || action.isBusy}>
            {t('save')}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className="flex flex-col gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <Field label={t('key')}>
          {(id) => (
            <input
              id={id}
              type="password"
              value={key}
              maxLength={4096}
              autoComplete="off"
              spellCheck={false}
              className={`${FIELD} font-mono`}
              onChange={(event) => setKey(event.target.value)}
            />
          )}
        </Field>
        <p className="text-meta">{key === '' || isGood ? t('keyHint') : t('keyBad')}</p>
      </form>
      {action.problem && (
        <p role="alert" className="text-err">
          {t('actionFailed')} {tError(action.problem)}
        </p>
      )}
    </Dialog>
  )
}
