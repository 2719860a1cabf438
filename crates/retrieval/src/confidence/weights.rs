//! Written by `crates/testkit/examples/fit`: mean, deviation and weight of each feature.

use super::{Model, Models};

pub(super) const ENGLISH_BY_WORDS: Models = Models {
    answer: Model {
        bias: -2.030,
        features: [
            (-1.629, 1.505, 1.474),  // share
            (0.511, 0.631, 0.649),   // ahead
            (-0.362, 0.589, -0.010), // behind
            (0.363, 0.267, -1.035),  // asked
            (0.414, 0.269, 1.523),   // known
            (0.387, 0.262, 0.257),   // pieces
            (0.074, 0.253, -0.183),  // wordings
            (0.245, 0.183, 0.224),   // nearest
            (0.243, 0.163, 0.016),   // nearest-other
            (0.260, 0.203, 0.133),   // neighbours
            (0.292, 0.264, 0.277),   // neighbours-fair
            (1.706, 0.418, 0.268),   // length
            (0.265, 0.570, 0.056),   // clauses
            (0.935, 0.247, 1.301),   // own-language
            (1.234, 0.600, -0.431),  // score
            (6.558, 0.753, 0.189),   // experience
            (0.000, 0.001, 0.000),   // vector
            (0.000, 0.001, 0.000),   // vector-other
            (0.000, 0.001, 0.000),   // vector-answer
            (0.000, 0.001, 0.000),   // vector-neighbours
        ],
    },
    among: Model {
        bias: 0.138,
        features: [
            (-0.839, 0.692, 0.507), // share
            (0.818, 0.621, 0.135),  // ahead
            (-0.010, 0.050, 0.296), // behind
            (0.424, 0.280, -0.488), // asked
            (0.480, 0.278, 1.060),  // known
            (0.448, 0.272, 0.248),  // pieces
            (0.075, 0.252, -0.171), // wordings
            (0.291, 0.198, 0.211),  // nearest
            (0.208, 0.128, 0.134),  // nearest-other
            (0.321, 0.209, -0.064), // neighbours
            (0.378, 0.274, 0.437),  // neighbours-fair
            (1.706, 0.418, 0.345),  // length
            (0.265, 0.570, 0.079),  // clauses
            (0.964, 0.185, 0.487),  // own-language
            (1.432, 0.575, -0.236), // score
            (6.558, 0.754, 0.336),  // experience
            (0.000, 0.001, 0.000),  // vector
            (0.000, 0.001, 0.000),  // vector-other
            (0.000, 0.001, 0.000),  // vector-answer
            (0.000, 0.001, 0.000),  // vector-neighbours
        ],
    },
};

pub(super) const ENGLISH: Models = Models {
    answer: Model {
        bias: -1.891,
        features: [
            (-1.651, 1.929, 1.649), // share
            (0.616, 0.709, 0.598),  // ahead
            (-0.419, 0.675, 0.045), // behind
            (0.349, 0.266, -0.666), // asked
            (0.403, 0.269, 1.417),  // known
            (0.376, 0.258, 0.213),  // pieces
            (0.080, 0.274, -0.103), // wordings
            (0.238, 0.181, -0.359), // nearest
            (0.241, 0.159, -0.060), // nearest-other
            (0.247, 0.192, 0.008),  // neighbours
            (0.277, 0.255, -0.032), // neighbours-fair
            (1.705, 0.418, 0.441),  // length
            (0.265, 0.570, -0.068), // clauses
            (0.970, 0.170, 1.703),  // own-language
            (2.009, 0.403, -0.734), // score
            (6.526, 0.741, 0.417),  // experience
            (0.486, 0.179, 0.857),  // vector
            (0.518, 0.153, -0.139), // vector-other
            (0.152, 0.126, 0.011),  // vector-answer
            (0.284, 0.269, 0.716),  // vector-neighbours
        ],
    },
    among: Model {
        bias: 0.507,
        features: [
            (-0.609, 0.593, 0.578), // share
            (0.986, 0.663, 0.037),  // ahead
            (-0.000, 0.001, 0.000), // behind
            (0.411, 0.279, -0.054), // asked
            (0.471, 0.278, 1.072),  // known
            (0.435, 0.270, 0.241),  // pieces
            (0.075, 0.279, 0.022),  // wordings
            (0.283, 0.197, -0.340), // nearest
            (0.207, 0.123, -0.189), // nearest-other
            (0.302, 0.199, -0.373), // neighbours
            (0.353, 0.268, 0.382),  // neighbours-fair
            (1.705, 0.418, 0.560),  // length
            (0.265, 0.570, 0.017),  // clauses
            (0.985, 0.120, 0.697),  // own-language
            (2.137, 0.393, -0.811), // score
            (6.526, 0.742, 0.475),  // experience
            (0.525, 0.184, 0.858),  // vector
            (0.497, 0.139, 0.154),  // vector-other
            (0.161, 0.130, -0.083), // vector-answer
            (0.367, 0.279, 0.475),  // vector-neighbours
        ],
    },
};

pub(super) const JAPANESE_BY_WORDS: Models = Models {
    answer: Model {
        bias: -2.186,
        features: [
            (-1.664, 1.394, 0.948), // share
            (0.485, 0.615, 0.585),  // ahead
            (-0.359, 0.569, 0.471), // behind
            (0.372, 0.297, -0.734), // asked
            (0.481, 0.292, 1.519),  // known
            (0.159, 0.257, 0.576),  // pieces
            (0.129, 0.134, -0.005), // wordings
            (0.263, 0.198, 0.304),  // nearest
            (0.273, 0.172, -0.473), // nearest-other
            (0.261, 0.224, -0.632), // neighbours
            (0.288, 0.275, 0.569),  // neighbours-fair
            (2.206, 0.530, 0.001),  // length
            (0.245, 0.518, 0.377),  // clauses
            (0.940, 0.238, 1.281),  // own-language
            (1.068, 0.629, -0.268), // score
            (6.497, 0.729, 0.507),  // experience
            (0.000, 0.001, 0.000),  // vector
            (0.000, 0.001, 0.000),  // vector-other
            (0.000, 0.001, 0.000),  // vector-answer
            (0.000, 0.001, 0.000),  // vector-neighbours
        ],
    },
    among: Model {
        bias: 0.003,
        features: [
            (-0.926, 0.718, 0.400), // share
            (0.777, 0.616, 0.214),  // ahead
            (-0.023, 0.096, 0.022), // behind
            (0.445, 0.312, -0.518), // asked
            (0.556, 0.298, 1.140),  // known
            (0.195, 0.281, 0.444),  // pieces
            (0.132, 0.136, 0.096),  // wordings
            (0.315, 0.213, 0.248),  // nearest
            (0.236, 0.137, -0.279), // nearest-other
            (0.331, 0.235, -0.605), // neighbours
            (0.375, 0.288, 0.454),  // neighbours-fair
            (2.206, 0.530, -0.112), // length
            (0.245, 0.518, 0.529),  // clauses
            (0.959, 0.198, 0.146),  // own-language
            (1.275, 0.616, 0.048),  // score
            (6.497, 0.729, 0.520),  // experience
            (0.000, 0.001, 0.000),  // vector
            (0.000, 0.001, 0.000),  // vector-other
            (0.000, 0.001, 0.000),  // vector-answer
            (0.000, 0.001, 0.000),  // vector-neighbours
        ],
    },
};

pub(super) const JAPANESE: Models = Models {
    answer: Model {
        bias: -2.229,
        features: [
            (-1.687, 1.955, 1.623), // share
            (0.624, 0.716, 0.551),  // ahead
            (-0.423, 0.680, 0.141), // behind
            (0.361, 0.301, -0.457), // asked
            (0.465, 0.301, 1.408),  // known
            (0.156, 0.259, 0.379),  // pieces
            (0.129, 0.135, -0.064), // wordings
            (0.260, 0.202, -0.264), // nearest
            (0.273, 0.172, -0.246), // nearest-other
            (0.256, 0.228, -0.769), // neighbours
            (0.283, 0.278, 0.552),  // neighbours-fair
            (2.206, 0.530, -0.031), // length
            (0.245, 0.518, 0.465),  // clauses
            (0.963, 0.189, 1.770),  // own-language
            (1.981, 0.411, -0.461), // score
            (6.497, 0.729, 0.463),  // experience
            (0.494, 0.160, 0.901),  // vector
            (0.520, 0.136, -0.136), // vector-other
            (0.302, 0.132, -0.147), // vector-answer
            (0.308, 0.275, 0.307),  // vector-neighbours
        ],
    },
    among: Model {
        bias: 0.161,
        features: [
            (-0.624, 0.596, 0.460), // share
            (0.998, 0.669, 0.106),  // ahead
            (-0.000, 0.001, 0.000), // behind
            (0.438, 0.317, -0.281), // asked
            (0.545, 0.306, 1.134),  // known
            (0.192, 0.284, 0.365),  // pieces
            (0.131, 0.138, 0.062),  // wordings
            (0.314, 0.216, -0.020), // nearest
            (0.235, 0.134, -0.360), // nearest-other
            (0.326, 0.240, -0.763), // neighbours
            (0.370, 0.293, 0.573),  // neighbours-fair
            (2.206, 0.530, -0.105), // length
            (0.245, 0.518, 0.606),  // clauses
            (0.977, 0.148, 0.426),  // own-language
            (2.115, 0.400, -0.299), // score
            (6.497, 0.729, 0.482),  // experience
            (0.537, 0.162, 0.656),  // vector
            (0.496, 0.121, 0.081),  // vector-other
            (0.324, 0.133, -0.109), // vector-answer
            (0.405, 0.276, 0.212),  // vector-neighbours
        ],
    },
};
