'use client'

import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Path } from '#protocol/config/path.ts'
import { Button } from '../ui/button.tsx'
import { Field, TextInput } from '../ui/field.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { visible } from '../ui/visible.ts'
import { namesAt } from './draft.ts'
import { useForm } from './form.ts'

const NAME = /^[\w-]{1,64}$/

/** The name of an entry, and the way to be rid of it. */
export function EntryHead({ place }: { place: Path }) {
  const t = useTranslations('settingsPage')
  const form = useForm()
  const name = String(place.at(-1))
  return (
    <div className="flex min-h-8 items-center gap-2">
      <h3 className="min-w-0 flex-1 truncate font-mono font-semibold text-ui">{visible(name)}</h3>
      {form.isOpen && (
        <IconButton label={t('removeEntry', { name })} onClick={() => form.set(place, undefined)}>
          <Trash2 size={16} />
        </IconButton>
      )}
    </div>
  )
}

/** Adds an entry under a name of the owner's. */
export function AddEntry({ place }: { place: Path }) {
  const t = useTranslations('settingsPage')
  const form = useForm()
  const [name, setName] = useState<string | null>(null)
  const kind = String(place.at(-1))
  const label = t('addTo', {
    kind: t.has(`kind-${kind}` as 'kind-hooks') ? t(`kind-${kind}` as 'kind-hooks') : kind,
  })
  if (name === null) {
    return (
      <div>
        <Button onClick={() => setName('')}>
          <Plus size={16} aria-hidden="true" />
          {label}
        </Button>
      </div>
    )
  }
  const isTaken = namesAt(form.draft, place).includes(name)
  const isGood = NAME.test(name) && !isTaken
  return (
    <form
      className="flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        if (!isGood) return
        form.set([...place, name], {})
        setName(null)
      }}
    >
      <div className="w-56">
        <Field label={t(kind === 'channels' ? 'nameOfPlatform' : 'nameOf')}>
          {(id) => (
            <TextInput
              id={id}
              value={name}
              maxLength={64}
              autoComplete="off"
              spellCheck={false}
              className="font-mono"
              onChange={setName}
            />
          )}
        </Field>
      </div>
      <Button type="submit" tone="primary" disabled={!isGood}>
        {t('add')}
      </Button>
      <Button tone="quiet" onClick={() => setName(null)}>
        {t('cancel')}
      </Button>
      {name !== '' && !isGood && (
        <p role="status" className="w-full text-meta text-err">
          {t(isTaken ? 'nameTaken' : 'nameBad')}
        </p>
      )}
    </form>
  )
}
