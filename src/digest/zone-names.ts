/**
 * Where people live whose city the zone table lacks: cities with many readers of papers, countries of one zone, and
 * abbreviations, which people say the year round and mean with their summer time.
 */
export const ALIASES: Readonly<Record<string, string>> = {
  UTC: 'GMT, Etc/UTC',
  'America/Los_Angeles':
    'San Francisco, SF, LA, Seattle, Palo Alto, Stanford, Berkeley, Mountain View, Menlo Park, Sunnyvale, San Jose, Cupertino, Oakland, San Diego, Irvine, Pasadena, Santa Barbara, Sacramento, Portland, Redmond, Las Vegas, California, Pacific, PT, PST, PDT',
  'America/Denver': 'Boulder, Salt Lake City, Albuquerque, Mountain, MT, MST, MDT',
  'America/Phoenix': 'Tucson, Arizona',
  'America/Chicago':
    'Austin, Dallas, Houston, San Antonio, Minneapolis, Madison, Milwaukee, St Louis, Urbana, Champaign, Nashville, New Orleans, Kansas City, Texas, Central, CT, CST, CDT',
  'America/New_York':
    'NYC, NY, Boston, Washington, Washington DC, Philadelphia, Pittsburgh, Princeton, Atlanta, Miami, Baltimore, New Haven, Ithaca, Providence, Buffalo, Cleveland, Columbus, Raleigh, Orlando, Charlotte, Cambridge MA, Eastern, ET, EST, EDT',
  'America/Detroit': 'Ann Arbor',
  'America/Toronto': 'Montreal, Ottawa, Waterloo, Quebec, Kingston',
  'America/Edmonton': 'Calgary',
  'America/Halifax': 'Atlantic, AST, ADT',
  'America/Mexico_City': 'Guadalajara',
  'America/Bogota': 'Colombia, Medellin',
  'America/Lima': 'Peru',
  'America/Buenos_Aires': 'Argentina',
  'America/Sao_Paulo': 'Rio de Janeiro, Rio, Campinas, Belo Horizonte, Porto Alegre, Brasilia, BRT',
  'Atlantic/Reykjavik': 'Iceland',
  'Europe/London':
    'Cambridge, Oxford, Edinburgh, Glasgow, Manchester, Bristol, Birmingham, Leeds, Liverpool, Sheffield, Cardiff, Belfast, UK, GB, Great Britain, United Kingdom, England, Scotland, Wales, BST',
  'Europe/Dublin': 'Ireland, Galway, Cork',
  'Europe/Lisbon': 'Portugal, Lisboa, Porto, Coimbra, WET, WEST',
  'Europe/Madrid': 'Spain, Barcelona, Valencia, Seville, Bilbao, Granada',
  'Europe/Paris':
    'France, Lyon, Grenoble, Toulouse, Nice, Marseille, Lille, Rennes, Bordeaux, Nantes, Strasbourg, Saclay, Sophia Antipolis',
  'Europe/Brussels': 'Belgium, Bruxelles, Leuven, Ghent, Antwerp',
  'Europe/Amsterdam':
    'Netherlands, Holland, Eindhoven, Delft, Utrecht, Rotterdam, The Hague, Hague, Den Haag, Leiden, Groningen, Nijmegen',
  'Europe/Berlin':
    'Germany, Munich, München, Hamburg, Frankfurt, Frankfurt am Main, Cologne, Köln, Stuttgart, Tübingen, Darmstadt, Saarbrücken, Heidelberg, Karlsruhe, Freiburg, Düsseldorf, Bonn, Aachen, Leipzig, Dresden, Nuremberg, Hanover, Mannheim, Potsdam, Central European, CET, CEST, MEZ, MESZ',
  'Europe/Zurich': 'Switzerland, Geneva, Genève, Genf, Basel, Bern, Lausanne, Lugano',
  'Europe/Rome':
    'Italy, Roma, Milan, Milano, Turin, Trento, Trieste, Pisa, Florence, Bologna, Naples',
  'Europe/Vienna': 'Austria, Wien, Linz, Graz, Klosterneuburg, Salzburg, Innsbruck',
  'Europe/Prague': 'Czechia, Brno',
  'Europe/Budapest': 'Hungary',
  'Europe/Warsaw': 'Poland, Warszawa, Krakow, Wroclaw, Gdansk',
  'Europe/Copenhagen': 'Denmark, København, Aarhus, Odense',
  'Europe/Oslo': 'Norway, Trondheim, Bergen, Tromso',
  'Europe/Stockholm': 'Sweden, Gothenburg, Göteborg, Linköping, Lund, Malmö, Uppsala',
  'Europe/Helsinki': 'Finland, Espoo, Tampere, Turku',
  'Europe/Tallinn': 'Estonia, Tartu',
  'Europe/Riga': 'Latvia',
  'Europe/Vilnius': 'Lithuania',
  'Europe/Athens': 'Greece, Thessaloniki, Eastern European, EET, EEST',
  'Europe/Bucharest': 'Romania, Cluj',
  'Europe/Sofia': 'Bulgaria',
  'Europe/Belgrade': 'Serbia',
  'Europe/Zagreb': 'Croatia',
  'Europe/Ljubljana': 'Slovenia',
  'Europe/Kyiv': 'Ukraine, Lviv',
  'Europe/Moscow': 'St Petersburg, MSK',
  'Europe/Istanbul': 'Turkey, Türkiye, Ankara',
  'Africa/Cairo': 'Egypt',
  'Africa/Lagos': 'Nigeria, Abuja',
  'Africa/Nairobi': 'Kenya',
  'Africa/Johannesburg': 'South Africa, Cape Town, Pretoria, SAST',
  'Asia/Jerusalem': 'Israel, Tel Aviv, Haifa, Rehovot',
  'Asia/Riyadh': 'Saudi Arabia, Jeddah, Thuwal',
  'Asia/Qatar': 'Doha',
  'Asia/Dubai': 'UAE, United Arab Emirates, Abu Dhabi',
  'Asia/Tehran': 'Iran',
  'Asia/Karachi': 'Pakistan, Islamabad, Lahore, PKT',
  'Asia/Kolkata':
    'India, Mumbai, Delhi, New Delhi, Bangalore, Bengaluru, Chennai, Madras, Hyderabad, Pune, Ahmedabad, Kanpur, Kharagpur, IST',
  'Asia/Kathmandu': 'Nepal',
  'Asia/Dhaka': 'Bangladesh',
  'Asia/Bangkok': 'Thailand',
  'Asia/Ho_Chi_Minh': 'Vietnam, Hanoi, Ho Chi Minh City',
  'Asia/Singapore': 'SGT',
  'Asia/Kuala_Lumpur': 'Malaysia',
  'Asia/Manila': 'Philippines',
  'Asia/Shanghai':
    'China, Beijing, Peking, Shenzhen, Guangzhou, Hangzhou, Nanjing, Wuhan, Chengdu, Suzhou, Hefei, Xi’an, Tianjin, Harbin, Chongqing',
  'Asia/Hong_Kong': 'HKT',
  'Asia/Taipei': 'Taiwan, Hsinchu, Tainan',
  'Asia/Tokyo':
    'Japan, Osaka, Kyoto, Nagoya, Yokohama, Sendai, Fukuoka, Sapporo, Tsukuba, Kobe, JST',
  'Asia/Seoul': 'Korea, South Korea, Daejeon, Busan, Pohang, KST',
  'Australia/Perth': 'AWST',
  'Australia/Sydney': 'Canberra, AEST, AEDT, AET',
  'Pacific/Auckland': 'New Zealand, Wellington, Christchurch, NZST, NZDT',
  'Pacific/Honolulu': 'Hawaii, HST',
};

/** The zones whose old names the runtime lists, by the names of the cities today. */
export const RENAMED: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Godthab': 'America/Nuuk',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};
