'use client'

import { ExternalLink, ImageOff } from 'lucide-react'
import { Children, createContext, isValidElement, type ReactNode, useContext, useState } from 'react'
import { useTranslations } from 'use-intl'
import { findHiddenHost, hostOf } from './link-host.ts'

const InLink = createContext(false)

/** A way out of the page: in a tab of its own, and by its true name where the words give another. */
export function OutLink({ href, children }: { href: string | undefined; children: ReactNode }) {
  if (!href) return children
  const host = findHiddenHost(href, wordsOf(children))
  return (
    <InLink.Provider value={true}>
      <a href={href} title={href} target="_blank" rel="noopener noreferrer">
        {children}
      </a>
      {host !== undefined && <span className="text-fg-2">{` (${host})`}</span>}
    </InLink.Provider>
  )
}

/**
 * Loading a picture would tell its server that, and when, it was looked at. So its place is shown, and a
 * click shows the whole address, with a way to open it in a tab of its own.
 */
export function RemoteImage({ src, alt }: { src: string | undefined; alt: string }) {
  const t = useTranslations('chat')
  const [isOpen, setOpen] = useState(false)
  const isInLink = useContext(InLink)
  const label = t('image', { label: alt || '–' })
  if (!src || isInLink) return label
  const host = hostOf(src)
  return (
    <span className="inline-flex max-w-full flex-col rounded-card border bg-surface align-top text-ui">
      <button
        type="button"
        aria-expanded={isOpen}
        className="flex min-h-11 items-center gap-2 rounded-card px-2.5 py-1.5 text-left hover:bg-raised md:min-h-8"
        onClick={() => setOpen(!isOpen)}
      >
        <ImageOff size={16} strokeWidth={1.75} className="shrink-0 text-fg-2" aria-hidden="true" />
        <span className="min-w-0">{label}</span>
        <span className="shrink-0 text-fg-3 text-meta">{host}</span>
      </button>
      {isOpen && (
        <span className="flex flex-col gap-1.5 border-t px-2.5 py-2">
          <span className="text-fg-2">{t('imageWarning', { host })}</span>
          <span className="font-mono text-meta">{src}</span>
          <a href={src} target="_blank" rel="noopener noreferrer" className="flex w-fit items-center gap-1.5">
            <ExternalLink size={14} aria-hidden="true" />
            {t('imageOpen')}
          </a>
        </span>
      )}
    </span>
  )
}

function wordsOf(node: ReactNode): string {
  return Children.toArray(node)
    .map((child) =>
      isValidElement<{ children?: ReactNode }>(child) ? wordsOf(child.props.children) : String(child),
    )
    .join('')
}
