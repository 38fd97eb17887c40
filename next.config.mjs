import inputHash from './scripts/build/input-hash.cjs'

/** What the panel is made of. A page knows by its build whether it is the one that the gateway serves. */
const INPUTS = ['app', 'protocol', 'public', 'next.config.mjs', 'package.json', 'package-lock.json']

/** @param {string} phase */
export default function config(phase) {
  const isBuild = phase === 'phase-production-build'
  const buildId = isBuild ? inputHash.hashInputs(import.meta.dirname, INPUTS).slice(0, 16) : ''
  /** @type {import('next').NextConfig} */
  return {
    reactStrictMode: true,
    // Pages that only development has: what is built knows nothing of them.
    pageExtensions: ['tsx', 'ts', ...(phase === 'phase-development-server' ? ['dev.tsx'] : [])],
    poweredByHeader: false,
    ...(isBuild ? { generateBuildId: () => buildId, compiler: { define: { PANEL_BUILD_ID: buildId } } } : {}),
    // `npm run check` type-checks the whole tree once; the build need not do it again.
    // Next rewrites the tsconfig it is given to its taste: it gets its own, which already has that taste.
    typescript: { ignoreBuildErrors: true, tsconfigPath: 'app/tsconfig.json' },
    turbopack: {
      root: import.meta.dirname,
      resolveAlias: {
        // The original writes <style> elements, which `style-src 'self'` refuses.
        'react-style-singleton': './app/_lib/stand-ins/style-singleton.ts',
        // Every page reads the gateway's answers, and the original is a tenth of what a page would fetch.
        zod: './app/_lib/stand-ins/small-zod.ts',
        // The original reads all of ICU; our texts need four things of it.
        'use-intl/format-message': './app/_lib/stand-ins/small-messages.ts',
      },
    },
  }
}
