'use client'

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
