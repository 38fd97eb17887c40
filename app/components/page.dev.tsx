import { ComponentsPage } from '../_components/components/components-page.tsx'

/** Every part of the interface in its states, for whoever works on them. Only development has this page. */
export default function Page() {
  return <ComponentsPage />
}
