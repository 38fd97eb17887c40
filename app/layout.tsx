import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { Providers } from './_components/providers.tsx'
import { geist, geistMono } from './fonts.ts'
import './globals.css'

export const metadata: Metadata = {
  title: 'OpenClaw',
  description: 'Your personal assistant, on your own machine.',
  robots: { index: false, follow: false },
  appleWebApp: { title: 'OpenClaw', statusBarStyle: 'default' },
  formatDetection: { telephone: false, email: false, address: false },
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  interactiveWidget: 'resizes-content',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fbfcfd' },
    { media: '(prefers-color-scheme: dark)', color: '#0b0c0f' },
  ],
}

/** The same static shell for everybody: who is there, and in which language, the browser finds out. */
export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    // theme.js sets class, colour scheme and language before React looks.
    <html lang="en" className={`${geist.variable} ${geistMono.variable}`} suppressHydrationWarning>
      <head>
        <script src="/theme.js" />
      </head>
      <body>
        <Providers>{children}</Providers>
      </body>
    </html>
  )
}
