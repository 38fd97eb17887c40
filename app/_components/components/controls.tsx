'use client'

import { Ellipsis, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { PageSection } from '../frame/page-section.tsx'
import { Button } from '../ui/button.tsx'
import { Choice } from '../ui/choice.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field, Select, TextInput } from '../ui/field.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { Mark } from '../ui/mark.tsx'
import { Menu, MenuChoice, MenuItem, MenuSeparator } from '../ui/menu.tsx'
import { NameField } from '../ui/name-field.tsx'
import { SAMPLES } from './samples.ts'

const nothing = () => undefined

/** What one presses, picks and fills in. */
export function Controls() {
  const [isAsking, setAsking] = useState(false)
  const [isChosen, setChosen] = useState(true)
  const [text, setText] = useState<string>(SAMPLES.value)
  return (
    <PageSection title="Controls">
      {([false, true] as const).map((isDisabled) => (
        <div key={String(isDisabled)} className="flex flex-wrap items-center gap-3">
          {(['primary', 'plain', 'quiet'] as const).map((tone) => (
            <Button key={tone} tone={tone} disabled={isDisabled} onClick={() => setAsking(true)}>
              {tone}
            </Button>
          ))}
          <IconButton label={SAMPLES.title} disabled={isDisabled}>
            <Pencil size={16} />
          </IconButton>
          <CopyButton text={SAMPLES.sentence} />
          <Mark className="size-6" />
        </div>
      ))}
      <div>
        <Menu
          trigger={
            <IconButton label={SAMPLES.title}>
              <Ellipsis size={16} />
            </IconButton>
          }
        >
          <MenuItem icon={<Pencil size={14} />} onSelect={nothing}>
            {SAMPLES.name}
          </MenuItem>
          <MenuItem icon={<Trash2 size={14} />} isDisabled onSelect={nothing}>
            {SAMPLES.name}
          </MenuItem>
          <MenuSeparator />
          <MenuChoice
            label={SAMPLES.title}
            value="one"
            onChange={nothing}
            options={[
              { value: 'one', content: SAMPLES.name },
              { value: 'two', content: SAMPLES.name, disabled: true },
            ]}
          />
        </Menu>
      </div>
      <div>
        {[true, false].map((value) => (
          <Choice
            key={String(value)}
            type="radio"
            group="sample"
            isChosen={isChosen === value}
            onChange={() => setChosen(value)}
            label={SAMPLES.name}
            hint={SAMPLES.hint}
          />
        ))}
        {[false, true].map((isDisabled) => (
          <Choice
            key={String(isDisabled)}
            type="checkbox"
            isChosen={isChosen}
            isDisabled={isDisabled}
            onChange={setChosen}
            label={SAMPLES.name}
            hint={SAMPLES.hint}
          />
        ))}
      </div>
      {[false, true].map((isDisabled) => (
        <Field key={String(isDisabled)} label={SAMPLES.title}>
          {(id) => <TextInput id={id} value={text} disabled={isDisabled} onChange={setText} />}
        </Field>
      ))}
      <Field label={SAMPLES.title}>
        {(id) => <Select id={id} value={text} options={[{ value: text, text }]} onChange={setText} />}
      </Field>
      <NameField label={SAMPLES.title} name={SAMPLES.name} onRename={nothing} onCancel={nothing} />
      {isAsking && (
        <Dialog
          title={SAMPLES.title}
          onClose={() => setAsking(false)}
          actions={<Button onClick={() => setAsking(false)}>{SAMPLES.name}</Button>}
        >
          <p>{SAMPLES.sentence}</p>
        </Dialog>
      )}
    </PageSection>
  )
}
