export declare const currency: string;
