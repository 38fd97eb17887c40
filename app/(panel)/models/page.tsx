import { ModelsPage } from '../../_components/models/models-page.tsx'

export default function Page() {
  return <ModelsPage />
}
