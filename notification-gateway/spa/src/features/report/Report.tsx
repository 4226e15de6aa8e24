import { getRouteApi } from '@tanstack/react-router';
import { ReportPage } from './ReportPage';

const route = getRouteApi('/reports/$id');

/** `/reports/$id`: another id is another page. */
export const Report = () => {
  const { id } = route.useParams();
  return <ReportPage key={id} id={id} />;
};
