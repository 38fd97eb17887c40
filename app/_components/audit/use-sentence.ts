import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { useKnownWords } from '../../_i18n/use-known-words.ts'
import { type Answers, useTRPC } from '../../_lib/trpc.ts'
import { browserName } from '../devices/browser-name.ts'
import { visible } from '../ui/visible.ts'

export type AuditEntry = Answers['audit']['list']['entries'][number]

/** A line of the audit log in words: who was allowed to do what, or was not. */
export function useSentence(): (entry: AuditEntry) => string {
  const t = useTranslations('auditPage')
  const nameOf = useActorName()
  const phraseOf = useKnownWords('auditAction')
  return ({ actor, action, outcome, detail }) => {
    const what = phraseOf(action.replaceAll('.', '-')) ?? t('other', { action: visible(action) })
    const who = nameOf(actor)
    const own = namesIn(detail).map((name) => visible(browserName(name)))
    const names = own.filter((name) => !who.includes(name)).join(', ')
    return t(outcome, {
      who,
      what: names === '' ? what : t('with', { what, names }),
    })
  }
}

/** What a credential is called: names that its owner gave, where they are known. */
function useActorName(): (actor: string) => string {
  const t = useTranslations('auditPage')
  const trpc = useTRPC()
  const devices = useQuery(trpc.devices.list.queryOptions({})).data?.devices ?? []
  const tokens = useQuery(trpc.tokens.list.queryOptions({})).data?.tokens ?? []
  const names = new Map([...devices, ...tokens].map(({ id, name }) => [id, name]))
  return (actor) => {
    const [kind, id = ''] = actor.split(/:(.*)/s)
    if (actor === 'gateway') return t('itself')
    if (actor === '-') return t('nobody')
    if (id === 'gateway-token') return t('gatewayToken')
    const name = names.get(id)
    if (name !== undefined) {
      return t(kind === 'token' ? 'token' : 'browser', { name: visible(browserName(name)) })
    }
    return t(kind === 'token' ? 'tokenGone' : 'browserGone')
  }
}

/** What the detail names, the most telling first. */
const TELLING = [
  'settings',
  'name',
  'displayName',
  'tool',
  'provider',
  'model',
  'channel',
  'account',
  'senderId',
  'as',
]

function namesIn(detail: Readonly<Record<string, unknown>>): string[] {
  return TELLING.flatMap((key) => detail[key])
    .filter((value) => typeof value === 'string' && value !== '')
    .slice(0, 4)
    .map(String)
}
