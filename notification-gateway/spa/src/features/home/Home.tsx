import { Title } from '@mantine/core';
export const Home = () => <Title>Vigie</Title>;
