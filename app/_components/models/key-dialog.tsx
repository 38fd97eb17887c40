'use client'

import { useId } from 'react'
import { useTranslations } from 'use-intl'
import { OutsideLink } from '../channels/outside-link.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field, SecretInput } from '../ui/field.tsx'
import { ActionProblem } from '../ui/states/action-problem.tsx'
import { KEY_LIMIT, useVendorKey } from './use-vendor-key.ts'

/** Takes a vendor's key; it leaves this page once, and comes back never. */
export function KeyDialog({
  provider,
  title,
  keysUrl,
  onClose,
}: {
  provider: string
  title: string
  /** Where the vendor makes keys. */
  keysUrl: string | null
  onClose: () => void
}) {
  const t = useTranslations('models')
  const formId = useId()
  const key = useVendorKey(provider)

  async function save() {
    if (await key.save()) onClose()
  }

  return (
    <Dialog
      title={t('keyTitle', { provider: title })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button tone="primary" type="submit" form={formId} disabled={!key.isGood || key.isBusy}>
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
          {(id) => <SecretInput id={id} value={key.text} maxLength={KEY_LIMIT} onChange={key.setText} />}
        </Field>
        <p className="text-meta">{key.text === '' || key.isGood ? t('keyHint') : t('keyBad')}</p>
        {keysUrl && (
          <p className="text-meta">
            <OutsideLink href={keysUrl}>{t('getKey', { vendor: title })}</OutsideLink>
          </p>
        )}
      </form>
      <ActionProblem code={key.problem} />
    </Dialog>
  )
}
