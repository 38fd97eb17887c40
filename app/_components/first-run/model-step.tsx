'use client'

import { useQuery } from '@tanstack/react-query'
import { CircleCheck } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import * as z from 'zod'
import { type Answers, useTRPC } from '../../_lib/trpc.ts'
import { useAction } from '../../_lib/use-action.ts'
import { OutsideLink } from '../channels/outside-link.tsx'
import { KEY_LIMIT, useVendorKey } from '../models/use-vendor-key.ts'
import { Button } from '../ui/button.tsx'
import { Field, SecretInput, Select } from '../ui/field.tsx'

const BUILTIN = 'builtin:'
const tested = z.object({ durationMs: z.number() })

/** Who answers: what was found, or a vendor's key, and a real question to it. */
export function ModelStep() {
  const list = useQuery(useTRPC().models.list.queryOptions({}))
  const [isKeyNew, setKeyNew] = useState(false)
  if (!list.data) return <div className="h-24" aria-busy="true" />
  const isReal = !list.data.main.startsWith(BUILTIN)
  return isReal ? (
    <FoundModel model={list.data.main} isKeyNew={isKeyNew} />
  ) : (
    <FirstKey
      providers={list.data.providers}
      onSaved={async () => {
        setKeyNew(true)
        await list.refetch()
      }}
    />
  )
}

/** A key that was just given is tried at once. */
function FoundModel({ model, isKeyNew }: { model: string; isKeyNew: boolean }) {
  const t = useTranslations('firstRun')
  const tError = useTranslations('error')
  const check = useAction()
  const [answeredMs, setAnsweredMs] = useState<number | null>(null)

  async function test() {
    setAnsweredMs(null)
    const result = await check.run('models.test', { model })
    if (result !== undefined) setAnsweredMs(tested.parse(result).durationMs)
  }

  const tryIt = useEffectEvent(test)
  useEffect(() => {
    if (isKeyNew) void tryIt()
  }, [isKeyNew])

  return (
    <div className="flex flex-col gap-2">
      <p className="flex flex-wrap items-center gap-2 text-ui">
        <CircleCheck size={16} className="shrink-0 text-ok" aria-hidden="true" />
        <span className="min-w-0 [overflow-wrap:anywhere]">{t('answersAs', { model })}</span>
        <Button className="ml-auto" disabled={check.isBusy} onClick={() => void test()}>
          {t(check.isBusy ? 'checking' : 'check')}
        </Button>
      </p>
      <p role="status" className="text-meta">
        {check.problem ? (
          <span className="text-err">{tError(check.problem)}</span>
        ) : (
          answeredMs !== null && (
            <span className="text-ok">{t('works', { seconds: Math.round(answeredMs / 100) / 10 })}</span>
          )
        )}
      </p>
      <p className="text-fg-2 text-meta">{t('modelMore')}</p>
    </div>
  )
}

function FirstKey({
  providers,
  onSaved,
}: {
  providers: Answers['models']['list']['providers']
  onSaved: () => Promise<void>
}) {
  const t = useTranslations('firstRun')
  const tError = useTranslations('error')
  const vendors = providers.filter(({ needsKey }) => needsKey)
  const [provider, setProvider] = useState(vendors[0]?.provider ?? '')
  const vendor = vendors.find((each) => each.provider === provider)
  const key = useVendorKey(provider)

  async function save() {
    if (await key.save()) await onSaved()
  }

  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <p className="text-fg-2 text-ui">{t('noModel')}</p>
      <div className="grid gap-3 sm:grid-cols-[12rem_1fr_auto] sm:items-end">
        <Field label={t('vendor')}>
          {(id) => (
            <Select
              id={id}
              value={provider}
              options={vendors.map((each) => ({ value: each.provider, text: each.title }))}
              onChange={setProvider}
            />
          )}
        </Field>
        <Field label={t('key')}>
          {(id) => <SecretInput id={id} value={key.text} maxLength={KEY_LIMIT} onChange={key.setText} />}
        </Field>
        <Button type="submit" tone="primary" disabled={!key.isGood || key.isBusy}>
          {t('save')}
        </Button>
      </div>
      <p className="text-fg-2 text-meta">
        {vendor?.keysUrl && (
          <>
            <OutsideLink href={vendor.keysUrl}>{t('getKey', { vendor: vendor.title })}</OutsideLink>{' '}
          </>
        )}
        {t('keyHint')}
      </p>
      {key.problem && (
        <p role="alert" className="text-err text-meta">
          {tError(key.problem)}
        </p>
      )}
    </form>
  )
}
