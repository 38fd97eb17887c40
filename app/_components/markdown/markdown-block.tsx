'use client'

import { Square, SquareCheck } from 'lucide-react'
import { type ComponentProps, isValidElement, memo, type ReactNode } from 'react'
import Markdown, { type Components } from 'react-markdown'
import remarkCjkFriendly from 'remark-cjk-friendly'
import remarkGfm from 'remark-gfm'
import { useTranslations } from 'use-intl'
import { safeLink } from '../../_lib/safe-link.ts'
import { CodeBlock } from './code-block.tsx'

/** One block of markdown. Raw HTML stays text; links open apart; images are named, never loaded. */
export const MarkdownBlock = memo(function MarkdownBlock({ text }: { text: string }) {
  return (
    <Markdown remarkPlugins={PLUGINS} components={COMPONENTS} urlTransform={(url) => safeLink(url) ?? ''}>
      {text}
    </Markdown>
  )
})

const PLUGINS = [remarkGfm, remarkCjkFriendly]

const COMPONENTS: Components = {
  a: ({ href, children }) => <Link href={href}>{children}</Link>,
  input: ({ checked }) => <Task isDone={checked === true} />,
  img: ({ src, alt }) => <ImageLink src={src} alt={alt} />,
  pre: ({ children }) => <Code>{children}</Code>,
}

function Link({ href, children }: { href: string | undefined; children: ReactNode }) {
  if (!href) return children
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  )
}

/** A box to read, not to tick. */
function Task({ isDone }: { isDone: boolean }) {
  const t = useTranslations('chat')
  const Icon = isDone ? SquareCheck : Square
  return (
    <Icon
      size={15}
      role="img"
      aria-hidden={false}
      aria-label={isDone ? t('taskDone') : t('taskOpen')}
      className="mr-1.5 inline align-[-2px] text-fg-2"
    />
  )
}

/** Loading an image would tell its server that, and when, it was looked at. */
function ImageLink({ src, alt }: Pick<ComponentProps<'img'>, 'src' | 'alt'>) {
  const t = useTranslations('chat')
  const address = typeof src === 'string' ? src : undefined
  return <Link href={address}>{t('image', { label: alt || address || '–' })}</Link>
}

function Code({ children }: { children: ReactNode }) {
  if (!isValidElement<{ className?: string; children?: ReactNode }>(children)) return <pre>{children}</pre>
  const language = /language-(\S+)/.exec(children.props.className ?? '')?.[1] ?? ''
  return <CodeBlock language={language} code={String(children.props.children ?? '').replace(/\n$/, '')} />
}
