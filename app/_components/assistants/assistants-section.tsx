'use client'

import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Answers } from '../../_lib/trpc.ts'
import { PageSection } from '../frame/page-section.tsx'
import { Rows } from '../list/row.tsx'
import { Button } from '../ui/button.tsx'
import { ActionProblem } from '../ui/states/action-problem.tsx'
import { AssistantDialog } from './assistant-dialog.tsx'
import { AssistantRow } from './assistant-row.tsx'
import { RemoveDialog } from './remove-dialog.tsx'
import { useAgentSettings } from './use-agent-settings.ts'
import { useAssistants } from './use-assistants.ts'

type Open = { readonly kind: 'add' } | { readonly kind: 'edit' | 'remove'; readonly id: string }

/** The owner's assistants, each with its model, and the ways to add, change and remove one. */
export function AssistantsSection({ list }: { list: Answers['models']['list'] }) {
  const t = useTranslations('assistantsPage')
  const settings = useAgentSettings()
  const { nameOf } = useAssistants()
  const [open, setOpen] = useState<Open | null>(null)
  const close = () => setOpen(null)
  return (
    <PageSection title={t('title')} hint={t('hint')}>
      <Rows>
        {list.agents.map((assistant) => (
          <AssistantRow
            key={assistant.id}
            assistant={assistant}
            name={nameOf(assistant.id)}
            entry={settings.entries?.[assistant.id]}
            models={list.models}
            main={list.main}
            isFixed={!settings.mayChange || settings.isBusy || settings.entries === undefined}
            onModel={(model) => void settings.save(assistant.id, { model })}
            onEdit={() => setOpen({ kind: 'edit', id: assistant.id })}
            onRemove={() => setOpen({ kind: 'remove', id: assistant.id })}
          />
        ))}
      </Rows>
      {open === null && <ActionProblem code={settings.problem} />}
      {settings.mayChange && settings.entries && (
        <div>
          <Button onClick={() => setOpen({ kind: 'add' })}>
            <Plus size={16} aria-hidden="true" />
            {t('add')}
          </Button>
        </div>
      )}
      {open?.kind === 'add' && (
        <AssistantDialog settings={settings} id={undefined} title={t('addTitle')} onClose={close} />
      )}
      {open?.kind === 'edit' && (
        <AssistantDialog
          settings={settings}
          id={open.id}
          title={t('editTitle', { name: nameOf(open.id) })}
          onClose={close}
        />
      )}
      {open?.kind === 'remove' && (
        <RemoveDialog settings={settings} id={open.id} name={nameOf(open.id)} onClose={close} />
      )}
    </PageSection>
  )
}
