export interface Hours {
  weekday: string;
  from: string;
  to: string;
}

const api = process.env.API_URL ?? 'http://localhost:5000';

export async function getHours(): Promise<Hours[]> {
  try {
    const res = await fetch(`${api}/api/appointments/hours`, { next: { revalidate: 60 } });
    return res.ok ? await res.json() : [];
  } catch {
    return []; // the page is worth showing without them
  }
}
