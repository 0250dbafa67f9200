import { getHours } from '@/lib/api';

export default async function Home() {
  const hours = await getHours();
  return (
    <main>
      <h1>Opening hours</h1>
      <ul>
        {hours.map((hour) => (
          <li key={hour.weekday}>
            {hour.weekday}: {hour.from} to {hour.to}
          </li>
        ))}
      </ul>
    </main>
  );
}
