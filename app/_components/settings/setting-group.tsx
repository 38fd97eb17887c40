'use client'

import { useTranslations } from 'use-intl'
import { formatPath, type Path } from '#protocol/config/path.ts'
import { useGradually } from '../../_lib/pace/use-gradually.ts'
import { PageSection } from '../frame/page-section.tsx'
import { ANY_NAME, type Field, namesAt } from './draft.ts'
import { useForm } from './form.ts'
import { AddEntry, EntryHead } from './named-entry.tsx'
import { SettingRow } from './setting-row.tsx'
import { useSettingWords } from './use-setting-words.ts'

/** What the groups are called; a setting of a group without a name stands in the one above it. */
const GROUPS = [
  'owner',
  'models',
  'providers',
  'tools',
  'assistants',
  'agents',
  'sandbox',
  'channels',
  'hooks',
  'media',
  'gateway',
] as const
type GroupName = (typeof GROUPS)[number]

const ASSISTANTS = ['agents', 'list']

export function SettingGroups() {
  const form = useForm()
  const matches = useMatch()
  const t = useTranslations('settingsPage')
  const shown = form.fields.filter(matches)
  const ready = useGradually(GROUPS.length)
  if (shown.length === 0) return <p className="py-6 text-center text-fg-2 text-ui">{t('noneFound')}</p>
  return GROUPS.slice(0, ready).map((group) => {
    const own = shown.filter((field) => groupOf(field) === group)
    return own.length > 0 && <SettingGroup key={group} group={group} fields={own} />
  })
}

function SettingGroup({ group, fields }: { group: GroupName; fields: readonly Field[] }) {
  const t = useTranslations('settingGroup')
  const tHint = useTranslations('settingGroupHint')
  const isNamed = fields.some(({ path }) => path.includes(ANY_NAME))
  const place = group === 'assistants' ? ASSISTANTS : [group]
  return (
    <PageSection title={t(group)} hint={tHint(group)}>
      {isNamed ? (
        <NamedEntries pattern={place} place={place} fields={fields} />
      ) : (
        <Card>
          {fields.map((field) => (
            <SettingRow key={formatPath(field.path)} field={field} path={field.path} />
          ))}
        </Card>
      )}
    </PageSection>
  )
}

/** Settings with a name that the owner chose: one card for each name, and the way to add one. */
function NamedEntries({
  pattern,
  place,
  fields,
}: {
  pattern: readonly string[]
  place: Path
  fields: readonly Field[]
}) {
  const form = useForm()
  const depth = pattern.length + 1
  const own = fields.filter(({ path }) => path.length === depth + 1)
  const inner = fields.filter(({ path }) => path[depth + 1] === ANY_NAME)
  const names = namesAt(form.draft, place)
  return (
    <>
      {names.map((name) => (
        <div key={name} className="flex flex-col gap-2">
          <EntryHead place={[...place, name]} />
          <Card>
            {own.map((field) => (
              <SettingRow
                key={formatPath(field.path)}
                field={field}
                path={[...place, name, ...field.path.slice(depth)]}
              />
            ))}
          </Card>
          {inner.length > 0 && (
            <div className="ml-3 flex flex-col gap-2 border-l pl-3">
              <NamedEntries
                pattern={[...pattern, ANY_NAME, String(inner[0]?.path[depth])]}
                place={[...place, name, String(inner[0]?.path[depth])]}
                fields={inner}
              />
            </div>
          )}
        </div>
      ))}
      {form.isOpen && (form.search === '' || names.length === 0) && <AddEntry place={place} />}
    </>
  )
}

function Card({ children }: { children: React.ReactNode }) {
  return <div className="divide-y rounded-card border bg-surface">{children}</div>
}

function groupOf({ path }: Field): GroupName {
  const [first = ''] = path
  if (path.includes('sandbox')) return 'sandbox'
  if (ASSISTANTS.every((step, index) => path[index] === step)) return 'assistants'
  return GROUPS.find((group) => group === first) ?? 'gateway'
}

/** Whether the words of the search are in a setting's name, path, values or meaning. */
function useMatch(): (field: Field) => boolean {
  const { search } = useForm()
  const wordsOf = useSettingWords()
  return (field) => {
    if (search === '') return true
    const { name, about, options } = wordsOf(field)
    const text = [name, about, field.about, field.path.join('.'), ...field.options, ...Object.values(options)]
    const all = text.join('\n').toLowerCase()
    return search.split(/\s+/).every((word) => all.includes(word))
  }
}
